package org.cnnc.frontend.onnx;

/** An ONNX file is damaged or contradicts itself; the message is for its user. */
final class OnnxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OnnxException(String message) {
    super(message);
  }
}
