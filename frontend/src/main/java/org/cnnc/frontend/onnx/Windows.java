package org.cnnc.frontend.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.List;
import org.cnnc.ir.op.Window;

/** A {@link Window} as ONNX attributes. */
final class Windows {
  private Windows() {}

  static List<AttributeProto> attributes(Window window) {
    return List.of(
        Attribute.of("strides", List.of(window.strideH(), window.strideW())),
        Attribute.of("pads", pads(window)),
        Attribute.of("dilations", List.of(window.dilationH(), window.dilationW())));
  }

  /** The beginnings of all axes, then the ends. */
  static List<Integer> pads(Window window) {
    return List.of(window.padTop(), window.padLeft(), window.padBottom(), window.padRight());
  }
}
