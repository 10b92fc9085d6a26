// Written by cnnc 0.1.0 from negative.cnn: change the model, not this.
package com.acme.nets;

import java.awt.image.BufferedImage;
import java.io.InputStream;
import org.cnnc.runtime.InputTensor;
import org.cnnc.runtime.Model;
import org.cnnc.runtime.OutputTensor;
import org.cnnc.runtime.Threads;
import org.cnnc.runtime.artifact.ElementType;
import org.cnnc.runtime.artifact.Shape;
import org.cnnc.runtime.image.PictureFilter;

/// The negative of a picture.
///
/// `Negative(picture: f32[N, 3, 2, 3]) -> (negative: f32[N, 3, 2, 3])`, 0 parameters, 0
/// multiply-accumulates an image.
///
/// ```java
/// try (var net = Negative.load(); var w = net.newWorkspace()) {
///   w.picture().copyFrom(picture); // float[]
///   w.run();
///   float[] negative = w.negative().toFloatArray();
/// }
/// ```
///
/// All threads may share it; each that runs it needs a [Workspace] of its own. Misuse is an
/// [org.cnnc.runtime.CnncException] that says what was expected.
public final class Negative implements AutoCloseable {
  /// The element type of the input `picture: f32[N, 3, 2, 3]`.
  public static final ElementType PICTURE_TYPE = ElementType.F32;

  /// The shape of the input `picture: f32[N, 3, 2, 3]`; `N`, the batch, is chosen at each run.
  public static final Shape PICTURE_SHAPE = Shape.ofBatch(3, 2, 3);

  /// How many elements one image of `picture` has.
  public static final int PICTURE_ELEMENTS = 18;

  /// The element type of the output `negative: f32[N, 3, 2, 3]`.
  public static final ElementType NEGATIVE_TYPE = ElementType.F32;

  /// The shape of the output `negative: f32[N, 3, 2, 3]`; `N`, the batch, is chosen at each run.
  public static final Shape NEGATIVE_SHAPE = Shape.ofBatch(3, 2, 3);

  /// How many elements one image of `negative` has.
  public static final int NEGATIVE_ELEMENTS = 18;

  private final Model model;

  private Negative(Model model) {
    this.model = model;
  }

  /// Loads the best of the model's libraries that this machine can run.
  ///
  /// @throws org.cnnc.runtime.ModelLoadException if there is none, or one is damaged
  public static Negative load() {
    return new Negative(Model.load("Negative.cnnc", Negative::resource));
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

  /// Closes the model; it is unloaded when the last of its workspaces is closed, too.
  @Override
  public void close() {
    model.close();
  }

  private static InputStream resource(String name) {
    return Negative.class.getResourceAsStream(name);
  }

  /// The memory and the threads that one caller needs to run the model; for one thread at a time.
  public static final class Workspace implements AutoCloseable {
    private final org.cnnc.runtime.Workspace workspace;
    private final InputTensor picture;
    private final OutputTensor negative;
    private final PictureFilter filter;

    private Workspace(org.cnnc.runtime.Workspace workspace) {
      this.workspace = workspace;
      this.picture = workspace.input("picture");
      this.negative = workspace.output("negative");
      this.filter = new PictureFilter(workspace, "picture", "negative");
    }

    /// `picture: f32[N, 3, 2, 3]`.
    public InputTensor picture() {
      return picture;
    }

    /// `negative: f32[N, 3, 2, 3]`.
    public OutputTensor negative() {
      return negative;
    }

    /// Runs the model on all the images that its inputs hold.
    public void run() {
      workspace.run();
    }

    /// Runs the model on the first `batch` images that its inputs hold.
    public void run(int batch) {
      workspace.run(batch);
    }

    /// Prepares a picture as the model says, runs the model on it, and makes a
    /// picture of what comes out.
    ///
    /// @throws org.cnnc.runtime.PictureException if the picture's size does not fit
    public BufferedImage apply(BufferedImage picture) {
      return filter.apply(picture);
    }

    /// Ends the threads and frees the memory.
    @Override
    public void close() {
      workspace.close();
    }
  }
}
