package org.cnnc.runtime;

/** What this package throws: one line that says what was expected and what to do. */
public abstract sealed class CnncException extends RuntimeException
    permits ModelLoadException,
        NoSuchPortException,
        PictureException,
        ShapeException,
        ElementTypeException,
        ClosedException,
        ConcurrentUseException,
        NativeMemoryException,
        RunException,
        DeviceException {
  private static final long serialVersionUID = 1L;

  CnncException(String message) {
    super(message);
  }
}
