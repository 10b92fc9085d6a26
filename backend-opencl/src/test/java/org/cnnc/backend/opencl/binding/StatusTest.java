package org.cnnc.backend.opencl.binding;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.opencl.global.OpenCL;
import org.cnnc.runtime.DeviceException;
import org.cnnc.runtime.DeviceException.Kind;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every error code of cl.h has its name, and a kind that says what to do. */
class StatusTest {
  /** Negative constants that are no error codes. */
  private static final String OTHERS =
      "CL_(.*_(MIN|MAX|EXP)|DEVICE_TYPE_ALL|BUILD_(NONE|ERROR|IN_PROGRESS))";

  /** The class of constants is only read where its library can be loaded. */
  @BeforeAll
  static void load() {
    Bindings.load();
  }

  static List<Field> codes() {
    return Arrays.stream(OpenCL.class.getFields())
        .filter(field -> field.getType() == int.class && field.getName().startsWith("CL_"))
        .filter(field -> value(field) < 0 && !field.getName().matches(OTHERS))
        .toList();
  }

  private static int value(Field field) {
    try {
      return field.getInt(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theCodesAreFound() {
    assertTrue(codes().size() >= 60, codes().size() + " codes");
  }

  @ParameterizedTest
  @MethodSource("codes")
  void everyCodeIsNamed(Field code) {
    DeviceException e =
        assertThrows(DeviceException.class, () -> Status.check(value(code), "do this"));

    String named = "(%s, %d)".formatted(code.getName(), value(code));
    assertTrue(e.getMessage().startsWith("OpenCL cannot do this: "), e.getMessage());
    assertTrue(e.getMessage().contains(named), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  @ParameterizedTest
  @CsvSource({
    "-1001, NO_DRIVER",
    "-1, NO_DEVICE",
    "-4, OUT_OF_MEMORY",
    "-5, OUT_OF_MEMORY",
    "-6, OUT_OF_MEMORY",
    "-2, LOST",
    "-36, LOST",
    "-11, BUILD_FAILED",
    "-52, FAILED",
    "-4711, FAILED"
  })
  void kindsTellTheRemedy(int status, Kind kind) {
    DeviceException e = assertThrows(DeviceException.class, () -> Status.check(status, "do this"));

    assertEquals(kind, e.kind(), e.getMessage());
  }

  @Test
  void wordsAreReadable() {
    assertEquals("out of resources (CL_OUT_OF_RESOURCES, -5)", Status.words(-5));
    assertEquals("platform not found (CL_PLATFORM_NOT_FOUND_KHR, -1001)", Status.words(-1001));
    assertEquals("an error that only its driver knows (-4711)", Status.words(-4711));
  }

  @Test
  void successIsNoError() {
    assertDoesNotThrow(() -> Status.check(OpenCL.CL_SUCCESS, "do this"));
  }
}
