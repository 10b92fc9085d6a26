package org.cnnc.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.cnnc.ir.spi.BackendException;
import org.cnnc.ir.target.DeviceDescription;
import org.cnnc.ir.target.Target;
import org.cnnc.runtime.spi.DeviceInfo;
import org.cnnc.runtime.spi.WorkGroups;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of the words of drivers whose devices are not here. */
class OpenClTargetsTest {
  @ParameterizedTest
  @CsvSource({
    "GPU, NVIDIA Corporation, true, opencl:desktop",
    "GPU, 'Advanced Micro Devices, Inc.', true, opencl:desktop",
    "GPU, Intel(R) Corporation, true, opencl:desktop",
    "GPU, ARM, false, opencl:mobile",
    "GPU, QUALCOMM, true, opencl:mobile",
    "GPU, Imagination Technologies, true, opencl:mobile",
    "GPU, Charmed, true, opencl:desktop",
    "OTHER, Unheard-of, false, opencl:mobile",
    "CPU, GenuineIntel, true, opencl"
  })
  void aDeviceIsOfAKind(
      DeviceInfo.Kind kind, String vendor, boolean hasOwnMemory, String expected) {
    DeviceInfo device = device(kind, vendor, 16, new WorkGroups(256, 32 << 10, hasOwnMemory, 32));

    assertEquals(expected, OpenClTargets.names(device).getFirst());
    assertEquals(expected, OpenClTargets.of("opencl:0", device).cpu());
    assertEquals(3, OpenClTargets.names(device).stream().distinct().count());
  }

  @Test
  void aGraphicsCardIsDescribedByItsNumbers() {
    DeviceInfo device =
        device(DeviceInfo.Kind.GPU, "NVIDIA", 4, new WorkGroups(1024, 48 << 10, true, 64));

    Target target = OpenClTargets.of("opencl:gpu", device);

    assertEquals("opencl:gpu", target.name());
    assertEquals(1, target.lanes());
    assertEquals(
        new DeviceDescription(
            DeviceDescription.Kind.DESKTOP, "NVIDIA", 20, 48 << 10, 1, 64, 1024, 8),
        target.device().orElseThrow());
  }

  @Test
  void whatADriverDoesNotSayIsTakenFromItsKind() {
    DeviceInfo device =
        device(DeviceInfo.Kind.GPU, "ARM", 1, new WorkGroups(16, 32 << 10, false, 0));

    assertEquals(
        new DeviceDescription(
            DeviceDescription.Kind.MOBILE,
            "ARM",
            20,
            0,
            4,
            DeviceDescription.OF_MOBILE.subgroup(),
            16,
            8),
        OpenClTargets.describe(device));
  }

  @ParameterizedTest
  @CsvSource({"1, 4, 16", "4, 4, 16", "8, 8, 16", "12, 8, 16", "16, 16, 32", "32, 16, 32"})
  void aCpuGetsTheVectorsThatItHas(int width, int lanes, int registers) {
    DeviceInfo device =
        device(DeviceInfo.Kind.CPU, "GenuineIntel", width, new WorkGroups(4096, 1, false, 8));

    Target target = OpenClTargets.of("opencl:cpu", device);

    assertEquals(lanes, target.lanes());
    assertEquals(registers, target.vectorRegisters());
    assertEquals(1, target.device().orElseThrow().subgroup());
  }

  @Test
  void otherNamesAreNoTargets() {
    OpenClBackend backend = new OpenClBackend();

    assertTrue(backend.isTarget("opencl:gpu"));
    assertTrue(backend.isTarget("opencl:mobile"));
    assertFalse(backend.isTarget("opencl:"));
    assertFalse(backend.isTarget("openclgpu"));
    BackendException e = assertThrows(BackendException.class, () -> backend.target("opencl:"));
    assertEquals(
        "no target `opencl:`; there are opencl, opencl:desktop, opencl:mobile", e.getMessage());
  }

  private static DeviceInfo device(
      DeviceInfo.Kind kind, String vendor, int vectorWidth, WorkGroups groups) {
    return new DeviceInfo(
        0, "device", kind, vendor, "1", "OpenCL 1.2", 20, 1L << 30, false, vectorWidth, groups);
  }
}
