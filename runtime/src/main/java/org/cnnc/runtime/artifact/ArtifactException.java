package org.cnnc.runtime.artifact;

/** A file is not a compiled model that this version can read. */
public final class ArtifactException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is wrong with the file. */
  public enum Kind {
    /** It does not end like one: some other file, or the end is missing. */
    NOT_AN_ARTIFACT,
    /** It ends like one, but its bytes are not those that were written. */
    DAMAGED,
    /** A newer compiler wrote it. */
    TOO_NEW,
    /** Its bytes are as written, but its manifest breaks the format's rules. */
    BAD_MANIFEST
  }

  private final Kind kind;

  ArtifactException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
