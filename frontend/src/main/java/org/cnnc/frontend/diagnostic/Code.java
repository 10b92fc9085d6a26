package org.cnnc.frontend.diagnostic;

import java.util.Locale;

/**
 * The kinds of mistake. Tests, scripts and docs name these and never the wording; each has at least
 * one file under {@code src/test/resources/diagnostics/<code>/}.
 */
public enum Code {
  FILE_NOT_FOUND("a file cannot be read"),
  /** The text is not UTF-8, or has a character that no text has. */
  ENCODING("the file is not valid UTF-8 text"),
  /** The text is not in the language. */
  SYNTAX("the text does not follow the grammar"),
  /** The first line names a version of the language that this compiler does not know. */
  UNSUPPORTED_VERSION("`cnn 1` is the only version of the language"),
  UNKNOWN_OPERATOR("a call names no operator, block or function"),
  UNKNOWN_PARAMETER("an argument names no parameter of what is called"),
  UNKNOWN_LABEL("`share` names no label of its scope"),
  UNKNOWN_DIMENSION("a shape or `--dim` names no dimension"),
  UNKNOWN_NAME("an expression names nothing that is defined there"),
  UNKNOWN_TYPE("a declaration names no type"),
  UNKNOWN_MODEL("an instance, a test or `--model` names no model"),
  UNKNOWN_ANNOTATION("version 1 of the language has no annotations"),
  DUPLICATE_LABEL("one label twice in a scope"),
  DUPLICATE_NAME("one name declared twice"),
  MISSING_ARGUMENT("a parameter without default got no argument"),
  EXTRA_ARGUMENT("more arguments than parameters, or one of them twice"),
  TYPE_MISMATCH("a value is not of the type that is needed there"),
  INVALID_ARGUMENT("a value is of the right type and still not allowed"),
  SHAPE_MISMATCH("tensors of shapes that do not fit"),
  INEXACT_DIVISION("`/` of integers leaves a remainder"),
  ARITHMETIC("a compile-time number is out of range or divided by zero"),
  INDEX_OUT_OF_RANGE("a list has no such element"),
  REQUIRE_FAILED("a `require` of the model does not hold"),
  UNBOUND_DIMENSION("a symbolic dimension has no size; `--dim` gives it one"),
  MISSING_OUTPUT("an output is declared and never assigned"),
  MISSING_RETURN("a block or function ends without `return`"),
  MISPLACED("a statement stands where it means nothing"),
  IMPORT_NOT_FOUND("an imported file is not there"),
  IMPORT_CYCLE("files import each other in a circle"),
  IMPORT_ESCAPE("an import leaves the project's folder"),
  AMBIGUOUS_MODEL("a file has several models to choose from, or none"),
  LIMIT_EXCEEDED("a bound of the compiler is passed; the message names it"),
  /** An {@code .onnx} file is damaged, or not there. */
  ONNX_FILE("an ONNX model cannot be read"),
  /** A {@code .safetensors} or {@code .npy} file is damaged, or not there. */
  TENSOR_FILE("a file of tensors cannot be read"),
  WEIGHT_MISSING("the weights have no tensor of a name that the model needs"),
  WEIGHT_EXTRA("the weights have a tensor that the model does not know"),
  WEIGHT_SHAPE("a weight has another shape than the model needs"),
  WEIGHT_TYPE("a weight is of an element type that cannot be used"),
  /** The command line gives exit status 3 where all errors are of this code. */
  UNSUPPORTED("a network may need it, this compiler cannot do it");

  private final String meaning;

  Code(String meaning) {
    this.meaning = meaning;
  }

  /** The name in every text form: {@code shape-mismatch}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What it stands for, in a few words, as {@code docs/LANGUAGE.md} lists it. */
  public String meaning() {
    return meaning;
  }
}
