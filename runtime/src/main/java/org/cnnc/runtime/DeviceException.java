package org.cnnc.runtime;

/** A device, or its driver, is missing or fails. The message says what to do. */
public final class DeviceException extends CnncException {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Kind {
    /** There is no driver, or none that this process may use. */
    NO_DRIVER,
    /** There is no such device. */
    NO_DEVICE,
    /** The device has not enough memory for the model or its images. */
    OUT_OF_MEMORY,
    /** The model's kernels need larger work groups, or more local memory, than the device has. */
    UNSUITABLE,
    /** The driver does not take the model's kernels. */
    BUILD_FAILED,
    /** The device stopped, or was taken away. */
    LOST,
    /** The driver reports another error. */
    FAILED
  }

  private final Kind kind;

  /** For engines. */
  public DeviceException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
