package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What looks after an installation: {@code cnnc doctor} and {@code cnnc completion}. */
class InstallationTest {
  @TempDir private Path folder;

  @Test
  void theDoctorFindsNothingWrongHere() throws IOException {
    String out = new CommandLine().succeed("doctor");

    for (String check : List.of("java", "processors", "llvm", "cache of models", "a model")) {
      assertTrue(out.contains(" " + check + ": "), out);
    }
    assertTrue(out.contains("ok       a model: compiles, links, loads and runs"), out);
    assertFalse(out.contains("failed"), out);
  }

  @Test
  void theDoctorSaysWhatToDo() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    CommandLine.Result result =
        new CommandLine(
                List.of(
                    "-Dorg.bytedeco.javacpp.cachedir=" + file,
                    "-Duser.home=" + file,
                    "-Djava.io.tmpdir=" + file))
            .run("doctor");

    assertEquals(1, result.status(), result.toString());
    String text = "failed   cache of LLVM: %s cannot be written\n".formatted(file);
    assertTrue(result.out().contains(text), result.out());
    assertTrue(result.out().contains("= help: start Java with -Dorg.bytedeco"), result.out());
    assertTrue(result.out().contains("failed   a model: no temporary file"), result.out());
    assertFalse(result.err().contains("\tat "), result.err());
  }

  @Test
  void theDoctorsJsonIsAList() throws IOException {
    String out = new CommandLine().succeed("doctor", "--json");

    assertTrue(out.startsWith("[\n  {\n    \"check\": \"java\",\n    \"status\": \"ok\","), out);
  }

  @Test
  void bashCompletesCommandsAndOptions() throws IOException {
    Path script = folder.resolve("cnnc.bash");
    Files.writeString(script, new CommandLine().succeed("completion", "bash"));

    assertEquals("compare compile completion", completions(script, "cnnc", "comp"));
    assertEquals("--emit", completions(script, "cnnc", "compile", "--em"));
  }

  /** What bash offers for the last word. */
  private static String completions(Path script, String... words) throws IOException {
    String typed = String.join(" ", words);
    String commands =
        """
        source %s
        compopt() { :; }  # only at a prompt
        COMP_WORDS=(%s); COMP_CWORD=%d; COMP_LINE='%s'; COMP_POINT=%d; COMP_TYPE=9
        _complete_cnnc
        printf '%%s\\n' "${COMPREPLY[@]}" | sort | xargs
        """
            .formatted(script, typed, words.length - 1, typed, typed.length());
    Process bash =
        new ProcessBuilder("bash", "--norc", "-c", commands).redirectErrorStream(true).start();
    return new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  /** In the locale of a minimal container, Java would open no file whose name is not ASCII. */
  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", ""})
  void filesMayHaveAnyNameInEveryLocale(String locale) throws IOException {
    String commands =
        """
        . ../.mvn/find-jdk.sh
        "$JAVA_HOME/bin/java" -XshowSettings:properties -version 2>&1 | grep sun.jnu.encoding
        """;
    ProcessBuilder shell = new ProcessBuilder("sh", "-c", commands).redirectErrorStream(true);
    shell.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
    shell.environment().put("LC_ALL", locale);

    String encoding =
        new String(shell.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();

    assertEquals("sun.jnu.encoding = UTF-8", encoding);
  }

  @Test
  void otherShellsAreRefused() throws IOException {
    CommandLine.Result result = new CommandLine().run("completion", "fish");

    assertEquals(1, result.status());
    assertTrue(result.err().contains("`fish` is neither bash nor zsh"), result.err());
  }
}
