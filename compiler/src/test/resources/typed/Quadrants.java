// Written by cnnc 0.1.0 from quadrants.cnn: change the model, not this.
package com.acme.nets;

import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.util.List;
import org.cnnc.runtime.InputTensor;
import org.cnnc.runtime.Label;
import org.cnnc.runtime.Model;
import org.cnnc.runtime.OutputTensor;
import org.cnnc.runtime.SelfTest;
import org.cnnc.runtime.TestResult;
import org.cnnc.runtime.Threads;
import org.cnnc.runtime.artifact.ElementType;
import org.cnnc.runtime.artifact.Shape;
import org.cnnc.runtime.image.PictureClassifier;

/// Which quarter of a picture is the brightest.
///
/// A comment may hold `code`, &#92;u0041, */ and <b>: it stays what it is.
///
/// `quadrants(image: f32[N, 1, 4, 4]) -> (scores: f32[N, 4])`, 0 parameters, 0 multiply-accumulates
/// an image.
///
/// ```java
/// try (var net = Quadrants.load(); var w = net.newWorkspace()) {
///   w.image().copyFrom(image); // float[]
///   w.run();
///   float[] scores = w.scores().toFloatArray();
/// }
/// ```
///
/// All threads may share it; each that runs it needs a [Workspace] of its own. Misuse is an
/// [org.cnnc.runtime.CnncException] that says what was expected.
public final class Quadrants implements AutoCloseable {
  /// The element type of the input `image: f32[N, 1, 4, 4]`.
  public static final ElementType IMAGE_TYPE = ElementType.F32;

  /// The shape of the input `image: f32[N, 1, 4, 4]`; `N`, the batch, is chosen at each run.
  public static final Shape IMAGE_SHAPE = Shape.ofBatch(1, 4, 4);

  /// How many elements one image of `image` has.
  public static final int IMAGE_ELEMENTS = 16;

  /// The element type of the output `scores: f32[N, 4]`.
  public static final ElementType SCORES_TYPE = ElementType.F32;

  /// The shape of the output `scores: f32[N, 4]`; `N`, the batch, is chosen at each run.
  public static final Shape SCORES_SHAPE = Shape.ofBatch(4);

  /// How many elements one image of `scores` has.
  public static final int SCORES_ELEMENTS = 4;

  private final Model model;

  private Quadrants(Model model) {
    this.model = model;
  }

  /// Loads the best of the model's libraries that this machine can run.
  ///
  /// @throws org.cnnc.runtime.ModelLoadException if there is none, or one is damaged
  public static Quadrants load() {
    return new Quadrants(Model.load("Quadrants.cnnc", Quadrants::resource));
  }

  /// A workspace for one caller, with room for one image; it grows as its inputs do. Its runs
  /// use all processors.
  public Workspace newWorkspace() {
    return newWorkspace(Threads.available(), 1);
  }

  /// A workspace for one caller.
  ///
  /// @param threads how many threads run each call together
  /// @param maxBatch for how many images at once there is room from the beginning
  public Workspace newWorkspace(Threads threads, int maxBatch) {
    return new Workspace(model.newWorkspace(threads, maxBatch));
  }

  /// The model itself, which knows its inputs and outputs by their names.
  public Model model() {
    return model;
  }

  /// Runs the tests of the model's file on this machine, in order.
  ///
  /// @throws org.cnnc.runtime.ModelLoadException if they are missing or damaged
  public List<TestResult> selfTest() {
    return SelfTest.load("Quadrants.tests", Quadrants::resource).run(model);
  }

  /// Closes the model; it is unloaded when the last of its workspaces is closed, too.
  @Override
  public void close() {
    model.close();
  }

  private static InputStream resource(String name) {
    return Quadrants.class.getResourceAsStream(name);
  }

  /// The memory and the threads that one caller needs to run the model; for one thread at a time.
  public static final class Workspace implements AutoCloseable {
    private final org.cnnc.runtime.Workspace workspace;
    private final InputTensor image;
    private final OutputTensor scores;
    private final PictureClassifier classifier;

    private Workspace(org.cnnc.runtime.Workspace workspace) {
      this.workspace = workspace;
      this.image = workspace.input("image");
      this.scores = workspace.output("scores");
      this.classifier = new PictureClassifier(workspace, "image", "scores");
    }

    /// White on black, of any size.
    ///
    /// `image: f32[N, 1, 4, 4]`
    public InputTensor image() {
      return image;
    }

    /// The mean of each quarter, 0 to 255.
    ///
    /// `scores: f32[N, 4]`
    public OutputTensor scores() {
      return scores;
    }

    /// Runs the model on all the images that its inputs hold.
    public void run() {
      workspace.run();
    }

    /// Runs the model on the first `batch` images that its inputs hold.
    public void run(int batch) {
      workspace.run(batch);
    }

    /// Prepares a picture as the model says, runs the model on it, and returns all
    /// classes, best first.
    ///
    /// @throws org.cnnc.runtime.PictureException if the picture's size does not fit
    public List<Label> classify(BufferedImage picture) {
      return classifier.classify(picture);
    }

    /// Ends the threads and frees the memory.
    @Override
    public void close() {
      workspace.close();
    }
  }
}
