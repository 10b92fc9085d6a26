// Written by cnnc 0.1.0 from names.cnn: change the model, not this.
package com.acme.nets;

import java.io.InputStream;
import org.cnnc.runtime.InputTensor;
import org.cnnc.runtime.Model;
import org.cnnc.runtime.OutputTensor;
import org.cnnc.runtime.Threads;
import org.cnnc.runtime.artifact.ElementType;
import org.cnnc.runtime.artifact.Shape;

/// `Model(pixel_values: f32[1, 2], class: i64[3], workspace: bool[2]) -> (run: f32[1, 2],
/// total_sum: i64[3], both: bool[2])`, 0 parameters, 0 multiply-accumulates an image.
///
/// ```java
/// try (var net = Model_.load(); var w = net.newWorkspace()) {
///   w.pixelValues().copyFrom(pixelValues); // float[]
///   w.class_().copyFrom(class_); // long[]
///   w.workspace().copyFrom(workspace); // byte[]
///   w.run();
///   float[] run_ = w.run_().toFloatArray();
///   long[] totalSum = w.totalSum().toLongArray();
///   byte[] both = w.both().toByteArray();
/// }
/// ```
///
/// All threads may share it; each that runs it needs a [Workspace] of its own. Misuse is an
/// [org.cnnc.runtime.CnncException] that says what was expected.
public final class Model_ implements AutoCloseable {
  /// The element type of the input `pixel_values: f32[1, 2]`.
  public static final ElementType PIXEL_VALUES_TYPE = ElementType.F32;

  /// The shape of the input `pixel_values: f32[1, 2]`.
  public static final Shape PIXEL_VALUES_SHAPE = Shape.of(1, 2);

  /// How many elements `pixel_values` has.
  public static final int PIXEL_VALUES_ELEMENTS = 2;

  /// The element type of the input `class: i64[3]`.
  public static final ElementType CLASS_TYPE = ElementType.I64;

  /// The shape of the input `class: i64[3]`.
  public static final Shape CLASS_SHAPE = Shape.of(3);

  /// How many elements `class` has.
  public static final int CLASS_ELEMENTS = 3;

  /// The element type of the input `workspace: bool[2]`.
  public static final ElementType WORKSPACE_TYPE = ElementType.BOOL;

  /// The shape of the input `workspace: bool[2]`.
  public static final Shape WORKSPACE_SHAPE = Shape.of(2);

  /// How many elements `workspace` has.
  public static final int WORKSPACE_ELEMENTS = 2;

  /// The element type of the output `run: f32[1, 2]`.
  public static final ElementType RUN_TYPE = ElementType.F32;

  /// The shape of the output `run: f32[1, 2]`.
  public static final Shape RUN_SHAPE = Shape.of(1, 2);

  /// How many elements `run` has.
  public static final int RUN_ELEMENTS = 2;

  /// The element type of the output `total_sum: i64[3]`.
  public static final ElementType TOTAL_SUM_TYPE = ElementType.I64;

  /// The shape of the output `total_sum: i64[3]`.
  public static final Shape TOTAL_SUM_SHAPE = Shape.of(3);

  /// How many elements `total_sum` has.
  public static final int TOTAL_SUM_ELEMENTS = 3;

  /// The element type of the output `both: bool[2]`.
  public static final ElementType BOTH_TYPE = ElementType.BOOL;

  /// The shape of the output `both: bool[2]`.
  public static final Shape BOTH_SHAPE = Shape.of(2);

  /// How many elements `both` has.
  public static final int BOTH_ELEMENTS = 2;

  private final Model model;

  private Model_(Model model) {
    this.model = model;
  }

  /// Loads the best of the model's libraries that this machine can run.
  ///
  /// @throws org.cnnc.runtime.ModelLoadException if there is none, or one is damaged
  public static Model_ load() {
    return new Model_(Model.load("Model_.cnnc", Model_::resource));
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
    return Model_.class.getResourceAsStream(name);
  }

  /// The memory and the threads that one caller needs to run the model; for one thread at a time.
  public static final class Workspace implements AutoCloseable {
    private final org.cnnc.runtime.Workspace workspace;
    private final InputTensor pixelValues;
    private final InputTensor class_;
    private final InputTensor workspace_;
    private final OutputTensor run_;
    private final OutputTensor totalSum;
    private final OutputTensor both;

    private Workspace(org.cnnc.runtime.Workspace workspace) {
      this.workspace = workspace;
      this.pixelValues = workspace.input("pixel_values");
      this.class_ = workspace.input("class");
      this.workspace_ = workspace.input("workspace");
      this.run_ = workspace.output("run");
      this.totalSum = workspace.output("total_sum");
      this.both = workspace.output("both");
    }

    /// `pixel_values: f32[1, 2]`.
    public InputTensor pixelValues() {
      return pixelValues;
    }

    /// `class: i64[3]`.
    public InputTensor class_() {
      return class_;
    }

    /// `workspace: bool[2]`.
    public InputTensor workspace() {
      return workspace_;
    }

    /// `run: f32[1, 2]`.
    public OutputTensor run_() {
      return run_;
    }

    /// `total_sum: i64[3]`.
    public OutputTensor totalSum() {
      return totalSum;
    }

    /// `both: bool[2]`.
    public OutputTensor both() {
      return both;
    }

    /// Runs the model on all the images that its inputs hold.
    public void run() {
      workspace.run();
    }

    /// Runs the model on the first `batch` images that its inputs hold.
    public void run(int batch) {
      workspace.run(batch);
    }

    /// Ends the threads and frees the memory.
    @Override
    public void close() {
      workspace.close();
    }
  }
}
