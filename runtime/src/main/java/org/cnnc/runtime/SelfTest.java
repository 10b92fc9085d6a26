package org.cnnc.runtime;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cnnc.runtime.artifact.ArtifactException;
import org.cnnc.runtime.artifact.ElementType;
import org.cnnc.runtime.artifact.GoldenTest;
import org.cnnc.runtime.artifact.GoldenTest.Expectation;
import org.cnnc.runtime.artifact.GoldenTestFile;

/** The tests of a model's file, to be run where the model is used: on its machine, by its CPU. */
public record SelfTest(List<GoldenTest> tests) {
  public SelfTest {
    tests = List.copyOf(tests);
  }

  /**
   * Reads the tests that were packaged with a class.
   *
   * @param name of the resource, such as {@code LeNet5.tests}
   * @throws ModelLoadException if it is missing or damaged
   */
  public static SelfTest load(String name, Resources resources) {
    try (InputStream in = resources.open(name)) {
      if (in == null) {
        throw new ModelLoadException(
            ModelLoadException.Kind.UNREADABLE, name + ": no such resource beside the class");
      }
      return new SelfTest(GoldenTestFile.read(in.readAllBytes()));
    } catch (IOException e) {
      throw new ModelLoadException(
          ModelLoadException.Kind.UNREADABLE, name + ": " + Loader.reason(e));
    } catch (ArtifactException e) {
      throw new ModelLoadException(ModelLoadException.Kind.DAMAGED, name + ": " + e.getMessage());
    }
  }

  /**
   * Runs all tests on one thread, in order.
   *
   * @throws NoSuchPortException if the model has not the inputs and outputs of the tests
   * @throws ShapeException if it has others under these names
   */
  public List<TestResult> run(Model model) {
    try (Workspace workspace = model.newWorkspace(Threads.of(1))) {
      List<TestResult> results = new ArrayList<>();
      for (GoldenTest test : tests) {
        for (GoldenTest.Given given : test.inputs()) {
          workspace.input(given.input()).copyFrom(MemorySegment.ofBuffer(given.data()));
        }
        workspace.run();
        results.add(
            new TestResult(
                test.title(),
                test.expectations().stream()
                    .flatMap(each -> failure(each, workspace.output(each.output())).stream())
                    .toList()));
      }
      return results;
    }
  }

  private static Optional<String> failure(Expectation expectation, OutputTensor output) {
    Optional<String> failure =
        switch (expectation) {
          case Expectation.TopClass(_, String name, int index) -> topClass(name, index, output);
          case Expectation.Element element -> element(element, output);
          case Expectation.Close(_, String name, ByteBuffer expected, double atol) ->
              close(name, MemorySegment.ofBuffer(expected), atol, output);
        };
    return failure.map(text -> expectation.place() + ": " + text);
  }

  private static Optional<String> topClass(String name, int index, OutputTensor output) {
    MemorySegment scores = output.segment();
    long bytes = output.port().bytes();
    for (int image = 0; image < output.images(); image++) {
      int top =
          Label.ranked(output.port(), scores.asSlice(image * bytes, bytes)).getFirst().index();
      if (top != index) {
        return Optional.of("top1(%s) is %d, not %d".formatted(name, top, index));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> element(Expectation.Element element, OutputTensor output) {
    MemorySegment values = output.segment();
    ElementType type = output.port().type();
    if (element.element() >= values.byteSize() / type.bytes()) {
      return Optional.of("%s has no element %s".formatted(element.output(), element.index()));
    }
    double value = valueAt(values, type, element.element());
    return element.comparison().holds(value, element.bound())
        ? Optional.empty()
        : Optional.of(
            "%s%s is %s, not %s %s"
                .formatted(
                    element.output(),
                    element.index(),
                    value,
                    element.comparison(),
                    element.bound()));
  }

  /** Says the worst element where some are too far away; a NaN is farther than all else. */
  private static Optional<String> close(
      String name, MemorySegment expected, double atol, OutputTensor output) {
    MemorySegment actual = output.segment();
    ElementType type = output.port().type();
    if (actual.byteSize() != expected.byteSize()) {
      return Optional.of(
          "%s has %d elements, not %d"
              .formatted(
                  name, actual.byteSize() / type.bytes(), expected.byteSize() / type.bytes()));
    }
    long worst = -1;
    double distance = atol;
    for (long i = 0; i < actual.byteSize() / type.bytes() && !Double.isNaN(distance); i++) {
      double apart = Math.abs(valueAt(actual, type, i) - valueAt(expected, type, i));
      if (!(apart <= distance)) {
        worst = i;
        distance = apart;
      }
    }
    return worst < 0
        ? Optional.empty()
        : Optional.of(
            "element %d of %s is %s, expected %s within %s"
                .formatted(
                    worst,
                    name,
                    valueAt(actual, type, worst),
                    valueAt(expected, type, worst),
                    atol));
  }

  private static double valueAt(MemorySegment values, ElementType type, long i) {
    return switch (type) {
      case F32 -> values.getAtIndex(JAVA_FLOAT_UNALIGNED, i);
      case I64 -> values.getAtIndex(JAVA_LONG_UNALIGNED, i);
      case I32 -> values.getAtIndex(JAVA_INT_UNALIGNED, i);
      case BOOL -> values.get(JAVA_BYTE, i);
    };
  }
}
