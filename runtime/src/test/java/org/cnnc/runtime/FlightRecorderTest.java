package org.cnnc.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightRecorderTest {
  @TempDir private Path folder;

  @Test
  void everyRunIsRecordedWhileSomebodyRecords() throws IOException {
    Path file = folder.resolve("runs.jfr");
    try (Model model = Model.load(ScaleLibrary.build(folder, "scale.so", 2));
        Workspace workspace = model.newWorkspace(Threads.of(2), 3);
        Recording recording = new Recording()) {
      run(workspace, 1);
      recording.enable("org.cnnc.Run").withThreshold(Duration.ZERO);
      recording.start();
      run(workspace, 3);
      run(workspace, 2);
      recording.stop();
      run(workspace, 1);
      recording.dump(file);
    }

    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    assertEquals(List.of(3, 2), events.stream().map(e -> e.getInt("batch")).toList());
    Instant before = Instant.MIN;
    for (RecordedEvent event : events) {
      assertEquals("org.cnnc.Run", event.getEventType().getName());
      assertEquals("Scale", event.getString("model"));
      assertEquals(2, event.getInt("threads"));
      assertTrue(event.getStartTime().isAfter(before), event.toString());
      assertTrue(event.getDuration().isPositive(), event.toString());
      before = event.getEndTime();
    }
  }

  private static void run(Workspace workspace, int batch) {
    workspace.input("image").copyFrom(new float[batch * ScaleLibrary.WIDTH]);
    workspace.run();
  }

  @Test
  void aJavaWithoutFlightRecorderRunsModels() throws IOException {
    Path model = ScaleLibrary.build(folder, "scale.so", 2);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String output =
        ProcessOutput.of(
            Path.of("").toAbsolutePath(),
            List.of(
                java,
                "--limit-modules=java.base",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                PlainProgram.class.getName(),
                model.toString()));
    assertEquals("[2.0, 4.0, 6.0, 8.0]", output.strip());
  }
}
