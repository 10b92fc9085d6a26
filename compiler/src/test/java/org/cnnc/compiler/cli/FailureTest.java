package org.cnnc.compiler.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.cnnc.compiler.UserException;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.Diagnostic;
import org.cnnc.frontend.diagnostic.DiagnosticException;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.UnsupportedException;
import org.cnnc.ir.spi.BackendException;
import org.junit.jupiter.api.Test;

class FailureTest {
  @Test
  void theStatusSaysWhoseFaultItIs() {
    assertStatus(1, new UserException("a.png: no such file"));
    assertStatus(1, new BackendException("no linker"));
    assertStatus(1, new OutOfMemoryError());
    assertStatus(1, new DiagnosticException(Diagnostic.ofFile("a.cnn", Code.SYNTAX, "what")));
    assertStatus(3, new DiagnosticException(Diagnostic.ofFile("a.cnn", Code.UNSUPPORTED, "what")));
    assertStatus(3, new UnsupportedException("no f16 here"));
    assertStatus(70, new CompilerBug("fold", "lost a node"));
    assertStatus(70, new IllegalStateException("what"));
    assertStatus(70, new StackOverflowError());
  }

  @Test
  void helpFollowsTheMessage() {
    assertEquals(
        "error: a.png: too small\n   = help: take a larger one",
        Failure.of(new UserException("a.png: too small", "take a larger one")).text());
  }

  @Test
  void whatATerminalWouldObeyIsNotPrinted() {
    assertEquals(
        "error: ?[2J?.png: no such file\n\t^",
        Failure.of(new UserException("\u001b[2J\u0085.png: no such file\n\t^")).text());
  }

  @Test
  void aBugNamesThePassAndAsksForAReport() {
    String text = Failure.of(new CompilerBug("fold", "lost a node")).text();
    assertTrue(text.startsWith("internal error in pass 'fold': lost a node\n"), text);
    assertTrue(text.contains("please report"), text);
  }

  private static void assertStatus(int code, Throwable thrown) {
    assertEquals(code, Failure.of(thrown).status().code(), thrown.toString());
  }
}
