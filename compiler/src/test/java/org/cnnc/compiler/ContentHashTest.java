package org.cnnc.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentHashTest {
  @TempDir private Path folder;

  @Test
  void partsDoNotRunIntoEachOther() {
    assertNotEquals(
        new ContentHash().text("a", "bc").hex(), new ContentHash().text("ab", "c").hex());
    assertNotEquals(
        new ContentHash().text("a", "b").text("c", "d").hex(),
        new ContentHash().text("a", "b1:c1:d").hex());
  }

  @Test
  void seesContentAndNamesOfClassFiles() throws IOException {
    Path one = Files.writeString(folder.resolve("A.class"), "x");
    String before = new ContentHash().code(folder).hex();
    assertEquals(before, new ContentHash().code(folder).hex());

    Files.writeString(one, "y");
    String changed = new ContentHash().code(folder).hex();
    assertNotEquals(before, changed);

    Files.move(one, folder.resolve("B.class"));
    assertNotEquals(changed, new ContentHash().code(folder).hex());
  }
}
