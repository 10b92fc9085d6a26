package org.cnnc.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The number of threads that nobody chose is what the machine, or its container, allows. */
class ThreadsTest {
  @TempDir private Path folder;

  /** A program that prints how many threads are available. */
  static final class PrintAvailable {
    private PrintAvailable() {}

    public static void main(String[] arguments) {
      System.out.println(Threads.available().count());
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "binds a process to a processor")
  void aProcessThatIsBoundToOneProcessorHasOneThread() throws IOException {
    String allowed =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("Cpus_allowed_list:"))
            .findFirst()
            .orElseThrow();
    String processor = allowed.replaceFirst("\\D*(\\d+).*", "$1");

    assertEquals("1", available("taskset", "-c", processor));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void theNumberIsThatOfTheJvmAndNotOfTheMachine(int processors) throws IOException {
    assertEquals(
        Integer.toString(processors),
        available("env", "JDK_JAVA_OPTIONS=-XX:ActiveProcessorCount=" + processors));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1025})
  void otherNumbersAreRefused(int count) {
    assertThrows(IllegalArgumentException.class, () -> Threads.of(count));
  }

  /** What a JVM prints that another program starts. */
  private String available(String... starter) throws IOException {
    List<String> command = new ArrayList<>(List.of(starter));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(PrintAvailable.class.getName());
    return ProcessOutput.of(folder, command).lines().toList().getLast();
  }
}
