package org.cnnc.compiler.run;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cnnc.compiler.UserException;
import org.cnnc.compiler.image.ImageFile;
import org.cnnc.frontend.GoldenTest.Expectation;
import org.cnnc.frontend.GoldenTest.Source;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.ir.SourceSpan;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.runtime.Label;
import org.cnnc.runtime.artifact.GoldenTest;
import org.cnnc.runtime.artifact.Manifest;
import org.cnnc.runtime.artifact.Port;
import org.cnnc.runtime.image.PixelPipeline;

/** Makes data of the tests of a model file: reads what they name, and finds what they mean. */
public final class TestData {
  private final Manifest manifest;

  private TestData(Manifest manifest) {
    this.manifest = manifest;
  }

  /**
   * The tests of a model with all their data.
   *
   * @param manifest of any of its libraries
   * @throws UserException where a test gives an input no value, a file cannot be read, or its shape
   *     does not fit
   */
  public static List<GoldenTest> of(ModelDefinition definition, Manifest manifest) {
    TestData data = new TestData(manifest);
    return definition.tests().stream().map(data::test).toList();
  }

  private GoldenTest test(org.cnnc.frontend.GoldenTest test) {
    List<GoldenTest.Given> inputs = new ArrayList<>();
    for (Port port : manifest.inputs()) {
      Source source =
          test.inputs().stream()
              .filter(given -> given.input().equals(port.name()))
              .map(org.cnnc.frontend.GoldenTest.Given::source)
              .findFirst()
              .orElseThrow(
                  () ->
                      new UserException(
                          "the test \"%s\" gives input `%s` no value"
                              .formatted(test.title(), port)));
      inputs.add(new GoldenTest.Given(port.name(), data(test.title(), source, port)));
    }
    List<GoldenTest.Expectation> expectations =
        test.expectations().stream().map(each -> expectation(test.title(), each)).toList();
    return new GoldenTest(test.title(), inputs, expectations);
  }

  private ByteBuffer data(String title, Source source, Port port) {
    return switch (source) {
      case Source.Image(Path file) -> {
        float[] image = PixelPipeline.of(port).apply(ImageFile.read(file), file.toString());
        yield bytes(MemorySegment.ofArray(image));
      }
      case Source.Npy(Path file) -> images(ArraySource.open(file, port), port);
      case Source.Literal(Tensor value) ->
          images(ArraySource.of(Path.of("test \"" + title + "\""), value, port), port);
    };
  }

  private static ByteBuffer images(ArraySource source, Port port) {
    return bytes(source.tensor().data().asSlice(0, source.images() * port.bytes()));
  }

  private static ByteBuffer bytes(MemorySegment elements) {
    byte[] bytes = elements.toArray(ValueLayout.JAVA_BYTE);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private GoldenTest.Expectation expectation(String title, Expectation expectation) {
    String place = place(expectation.span());
    return switch (expectation) {
      case Expectation.TopClass(_, String output, int index) ->
          new GoldenTest.Expectation.TopClass(place, output, checked(place, output, index));
      case Expectation.TopLabel(_, String output, String label) ->
          new GoldenTest.Expectation.TopClass(place, output, indexOf(place, output, label));
      case Expectation.Element(_, String output, var index, var comparison, double bound) ->
          new GoldenTest.Expectation.Element(
              place,
              output,
              element(port(output), index),
              index.toString(),
              switch (comparison) {
                case LESS -> GoldenTest.Comparison.LESS;
                case LESS_OR_EQUAL -> GoldenTest.Comparison.LESS_OR_EQUAL;
                case GREATER -> GoldenTest.Comparison.GREATER;
                case GREATER_OR_EQUAL -> GoldenTest.Comparison.GREATER_OR_EQUAL;
              },
              bound);
      case Expectation.Close(_, String output, Source expected, double atol) ->
          new GoldenTest.Expectation.Close(
              place, output, data(title, expected, port(output)), atol);
    };
  }

  /** With the file's name alone: where a test fails, the folder of its compilation is unknown. */
  private static String place(SourceSpan span) {
    return "%s:%d:%d".formatted(Path.of(span.file()).getFileName(), span.line(), span.column());
  }

  private Port port(String output) {
    return manifest.outputs().stream()
        .filter(port -> port.name().equals(output))
        .findFirst()
        .orElseThrow();
  }

  private int checked(String place, String output, int index) {
    Port port = classes(place, output);
    int count = port.shape().dims().getLast();
    if (index >= count) {
      throw new UserException(
          "%s: output `%s` has no class %d".formatted(place, port, index),
          "its classes are 0 to %d".formatted(count - 1));
    }
    return index;
  }

  private int indexOf(String place, String output, String label) {
    int index = classes(place, output).labels().indexOf(label);
    if (index < 0) {
      throw new UserException(
          "%s: output `%s` has no label \"%s\"".formatted(place, output, label),
          "its `labels` are %s".formatted(String.join(", ", port(output).labels())));
    }
    return index;
  }

  private Port classes(String place, String output) {
    Port port = port(output);
    if (!Label.fits(port)) {
      throw new UserException(
          "%s: output `%s` does not score classes".formatted(place, port),
          "top1 is for outputs f32[N, classes]");
    }
    return port;
  }

  private static long element(Port port, List<Integer> index) {
    List<Integer> dims = port.shape().dims();
    int first = index.size() - dims.size();
    long element = first == 0 ? 0 : index.getFirst();
    for (int i = 0; i < dims.size(); i++) {
      element = element * dims.get(i) + index.get(first + i);
    }
    return element;
  }
}
