package org.cnnc.runtime;

/** A file is not a compiled model that this machine can run. */
public final class ModelLoadException extends CnncException {
  private static final long serialVersionUID = 1L;

  /** Why a model was not loaded. */
  public enum Kind {
    /** The file cannot be read. */
    UNREADABLE,
    /** The file is something else, or its end is missing. */
    NOT_A_MODEL,
    /** The file or its weights are not as the compiler wrote them. */
    DAMAGED,
    /** A newer compiler wrote it. */
    TOO_NEW,
    /** It was compiled for another architecture or operating system. */
    WRONG_MACHINE,
    /**
     * It uses CPU features that this machine lacks, that its kernel does not let this process use,
     * or that this runtime cannot check.
     */
    MISSING_CPU_FEATURES,
    /** The operating system refuses to map it. */
    NOT_MAPPABLE
  }

  private final Kind kind;

  ModelLoadException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
