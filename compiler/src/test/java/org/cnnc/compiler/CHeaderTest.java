package org.cnnc.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cnnc.runtime.artifact.ElementType;
import org.cnnc.runtime.artifact.Manifest;
import org.cnnc.runtime.artifact.Platform;
import org.cnnc.runtime.artifact.Port;
import org.cnnc.runtime.artifact.Precision;
import org.cnnc.runtime.artifact.Shape;
import org.cnnc.runtime.artifact.WeightsInfo;
import org.junit.jupiter.api.Test;

class CHeaderTest {
  @Test
  void declaresTheInterfaceAsTheDocumentDoes() throws IOException {
    String document = Files.readString(Path.of("../docs/ABI.md"));
    String resource;
    try (var in = CHeader.class.getResourceAsStream("cnnc.h")) {
      resource = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    assertTrue(document.contains("```c\n" + resource + "```"), "docs/ABI.md has another cnnc.h");
  }

  @Test
  void namesPlacesAndSizes() {
    String hash = "0".repeat(64);
    String header =
        CHeader.of(
            new Manifest(
                "Two-Way",
                "cnnc 0.1.0",
                new Platform("x86-64", "linux", "znver4", List.of()),
                List.of(
                    Port.of("a", ElementType.F32, Shape.ofBatch(3, 2)),
                    Port.of("*/b", ElementType.I64, Shape.of(5))),
                List.of(Port.of("y", ElementType.F32, Shape.of())),
                640,
                new WeightsInfo(0, true, hash),
                hash,
                0,
                0,
                Precision.F32,
                List.of()));
    assertTrue(header.contains("extern const cnnc_model cnnc_model_v1_Two_Way;"), header);
    assertEquals(
        """
        #define TWO_WAY_WORKSPACE_BYTES 640

        /* a: f32[N, 3, 2] */
        #define TWO_WAY_INPUT_A 0 /* its place in cnnc_call.inputs */
        #define TWO_WAY_INPUT_A_ELEMENTS 6 /* of one image */

        /* * /b: i64[5] */
        #define TWO_WAY_INPUT___B 1 /* its place in cnnc_call.inputs */
        #define TWO_WAY_INPUT___B_ELEMENTS 5 /* of one image */

        /* y: f32[] */
        #define TWO_WAY_OUTPUT_Y 0 /* its place in cnnc_call.outputs */
        #define TWO_WAY_OUTPUT_Y_ELEMENTS 1 /* of one image */

        #endif
        """,
        header.substring(header.indexOf("#define TWO_WAY_WORKSPACE")));
  }
}
