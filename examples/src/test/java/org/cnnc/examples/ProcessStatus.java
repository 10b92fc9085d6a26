package org.cnnc.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux says of this process. */
final class ProcessStatus {
  private ProcessStatus() {}

  /**
   * A size of {@code /proc/self/status}: {@code VmRSS} is the memory now, {@code VmHWM} the peak.
   */
  static long bytes(String field) throws IOException {
    String line =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(each -> each.startsWith(field + ":"))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
  }
}
