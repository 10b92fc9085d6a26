package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.cnnc.runtime.Model;
import org.cnnc.runtime.Threads;
import org.cnnc.runtime.Workspace;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model that was compiled with {@code --step-times} tells Flight Recorder of its layers. */
class StepTimesTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"native", "opencl"})
  void everyStepOfARunIsRecorded(String target) throws IOException {
    if (target.equals("opencl")) {
      OpenCl.require();
    }
    Path library = folder.resolve("lenet5");
    Path file = folder.resolve("steps.jfr");
    new CommandLine()
        .succeed("compile", Sample.LENET5, "--step-times", "--target", target, "-o", library);
    int steps;
    try (Model model = Model.load(library);
        Workspace workspace = model.newWorkspace(Threads.of(2));
        Recording recording = new Recording()) {
      steps = model.outputs().getLast().labels().size();
      recording.enable("org.cnnc.Step");
      recording.start();
      workspace.input("image").copyFrom(new float[Digits.SIDE * Digits.SIDE]);
      workspace.run();
      recording.stop();
      recording.dump(file);
    }

    List<RecordedEvent> events =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().equals("org.cnnc.Step"))
            .toList();
    assertEquals(
        IntStream.range(0, steps).boxed().toList(),
        events.stream().map(event -> event.getInt("step")).toList());
    Set<String> layers =
        events.stream().map(event -> event.getString("layers")).collect(Collectors.toSet());
    assertTrue(layers.stream().anyMatch(text -> text.startsWith("conv1")), layers.toString());
    assertTrue(layers.stream().anyMatch(text -> text.startsWith("fc3")), layers.toString());
    for (RecordedEvent event : events) {
      assertEquals("LeNet5", event.getString("model"));
      assertTrue(event.getDuration("time").isPositive(), event.toString());
    }
  }
}
