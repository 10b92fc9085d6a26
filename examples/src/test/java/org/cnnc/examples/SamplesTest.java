package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.cnnc.ir.interpreter.BoundedInterpreter;
import org.cnnc.ir.interpreter.BoundedTensor;
import org.cnnc.ir.op.Linear;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.runtime.Model;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The library of every sample computes what its graph means: the whole compiler at once. */
class SamplesTest {
  private static final long SEED = 20250901;

  /** An x86-64 that runs these tests has AVX2: as any server's or laptop's since 2015. */
  private static final List<String> TARGETS =
      System.getProperty("os.arch").equals("amd64")
          ? List.of("native", "x86-64-v3")
          : List.of("native");

  /** A bound that is no small part of the largest output would let wrong results pass. */
  private static final double TELLING = 1e-3;

  /** Of what bfloat16 and f32 make of an image. */
  private static final double MIN_COSINE = 0.999;

  /** Dense layers at the end of a network are computed for eight images, four, or one. */
  private static final int SEVERAL_BLOCKS = 13;

  private static final int A_BLOCK_AND_ONE = 5;

  @TempDir private static Path folder;

  private static final SortedMap<String, Path> LIBRARIES = new TreeMap<>();

  @ParameterizedTest
  @MethodSource("org.cnnc.examples.Sample#small")
  void smallVariantsComputeWhatTheirGraphsMean(Sample sample) {
    Images images = Images.random(sample.load().inputs(), A_BLOCK_AND_ONE, SEED);
    Map<String, BoundedTensor> ofAll = meaning(sample, images);
    Map<String, BoundedTensor> ofOne = meaning(sample, images.only(1));
    for (String target : TARGETS) {
      try (Model model = Model.load(library(sample, target))) {
        for (int threads = 1; threads <= 2; threads++) {
          assertWithinBounds(ofOne, images.only(1).run(model, threads), target, threads);
          assertWithinBounds(ofAll, images.run(model, threads), target, threads);
        }
      }
    }
  }

  /** One image and two threads: the interpreter takes seconds for each image of these. */
  @ParameterizedTest
  @MethodSource("org.cnnc.examples.Sample#whole")
  void samplesComputeWhatTheirGraphsMean(Sample sample) {
    Images image = Images.random(sample.load().inputs(), 1, SEED);
    try (Model model = Model.load(library(sample, "native"))) {
      assertWithinBounds(meaning(sample, image), image.run(model, 2), "native", 2);
    }
  }

  @ParameterizedTest
  @MethodSource("org.cnnc.examples.Sample#whole")
  void neitherThreadsNorBatchesChangeABit(Sample sample) {
    boolean isDense = sample.graph().nodes().stream().anyMatch(n -> n.op() instanceof Linear);
    Images images = Images.random(sample.load().inputs(), isDense ? SEVERAL_BLOCKS : 3, SEED);
    try (Model model = Model.load(library(sample, "native"))) {
      Map<String, Tensor> expected = images.run(model, 1);
      for (int threads = 2; threads <= 4; threads++) {
        assertEquals(expected, images.run(model, threads), "by %d threads".formatted(threads));
      }
      for (int i = 0; i < images.count(); i++) {
        int image = i;
        images
            .only(i)
            .run(model, 1)
            .forEach(
                (name, alone) ->
                    assertEquals(
                        Images.image(expected.get(name), image),
                        alone,
                        "image %d of `%s`".formatted(image, name)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("org.cnnc.examples.Sample#whole")
  void bfloat16IsNearAndTheSameByAnyNumberOfThreads(Sample sample) {
    Images images = Images.random(sample.load().inputs(), 3, SEED);
    Map<String, Tensor> expected;
    try (Model model = Model.load(library(sample, "native"))) {
      expected = images.run(model, 1);
    }
    try (Model model = Model.load(library(sample.inBfloat16(), "native"))) {
      Map<String, Tensor> actual = images.run(model, 1);
      for (int i = 0; i < images.count(); i++) {
        for (String output : expected.keySet()) {
          double cosine =
              Images.cosine(
                  Images.image(expected.get(output), i), Images.image(actual.get(output), i));
          assertTrue(cosine >= MIN_COSINE, "`%s` of image %d: %s".formatted(output, i, cosine));
        }
      }
      for (int threads = 2; threads <= 3; threads++) {
        assertEquals(actual, images.run(model, threads), "by %d threads".formatted(threads));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("org.cnnc.examples.Sample#small")
  void smallVariantsComputeOnOpenClWhatTheirGraphsMean(Sample sample) {
    OpenCl.require();
    Images images = Images.random(sample.load().inputs(), 3, SEED);
    try (Model model = Model.load(library(sample, "opencl"))) {
      assertWithinBounds(meaning(sample, images), images.run(model, 2), "opencl", 2);
      Images first = images.only(0);
      assertWithinBounds(meaning(sample, first), first.run(model, 1), "opencl", 1);
    }
  }

  @ParameterizedTest
  @MethodSource("org.cnnc.examples.Sample#whole")
  void samplesComputeOnOpenClWhatTheirGraphsMean(Sample sample) {
    OpenCl.require();
    Images image = Images.random(sample.load().inputs(), 1, SEED);
    try (Model model = Model.load(library(sample, "opencl"))) {
      assertWithinBounds(meaning(sample, image), image.run(model, 2), "opencl", 2);
    }
  }

  private static Map<String, BoundedTensor> meaning(Sample sample, Images images) {
    Map<String, BoundedTensor> outputs = BoundedInterpreter.run(sample.graph(), images.tensors());
    outputs.forEach(
        (name, output) ->
            assertTrue(
                output.relativeBound() < TELLING,
                "the bound of `%s` is %.3g of it".formatted(name, output.relativeBound())));
    return outputs;
  }

  private static void assertWithinBounds(
      Map<String, BoundedTensor> expected, Map<String, Tensor> actual, String target, int threads) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach(
        (name, bounded) ->
            bounded
                .violation(actual.get(name))
                .ifPresent(
                    violation -> {
                      throw new AssertionError(
                          "`%s` for %s by %d threads: %s (seed %d)"
                              .formatted(name, target, threads, violation, SEED));
                    }));
  }

  /** The sample's library for a target, compiled once. */
  private static Path library(Sample sample, String target) {
    return LIBRARIES.computeIfAbsent(
        sample.name() + "-" + target,
        _ -> {
          Path library = folder.resolve(LIBRARIES.size() + ".so");
          sample.compiler(target).compile(sample.file(), library);
          return library;
        });
  }
}
