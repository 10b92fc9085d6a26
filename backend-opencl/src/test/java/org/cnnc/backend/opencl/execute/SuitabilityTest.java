package org.cnnc.backend.opencl.execute;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.cnnc.runtime.DeviceException;
import org.cnnc.runtime.artifact.LaunchPlan;
import org.cnnc.runtime.spi.DeviceInfo;
import org.cnnc.runtime.spi.WorkGroups;
import org.junit.jupiter.api.Test;

/** Launches on devices that have just enough for them, and a little less. */
class SuitabilityTest {
  private static final LaunchPlan PLAN =
      new LaunchPlan(
          List.of(
              new LaunchPlan.Launch("tiny", 0, List.of(8), List.of(1), 0, List.of(), List.of()),
              new LaunchPlan.Launch(
                  "gemm", 1, List.of(512), List.of(256), 8192, List.of(), List.of())),
          Optional.empty());

  @Test
  void whatFitsPasses() {
    assertDoesNotThrow(() -> Suitability.check(PLAN, device(256, 8192)));
  }

  @Test
  void groupsOfTooManyItemsAreNamed() {
    DeviceException e =
        assertThrows(DeviceException.class, () -> Suitability.check(PLAN, device(255, 8192)));

    assertEquals(DeviceException.Kind.UNSUITABLE, e.kind());
    assertEquals(
        "the kernel gemm has work groups of 256 work items, the device small has 255: compile the"
            + " model for it (--target opencl:3), or for any device (--target opencl)",
        e.getMessage());
  }

  @Test
  void groupsWithTooMuchMemoryAreNamed() {
    DeviceException e =
        assertThrows(DeviceException.class, () -> Suitability.check(PLAN, device(256, 8191)));

    assertEquals(DeviceException.Kind.UNSUITABLE, e.kind());
    assertEquals(
        "the kernel gemm has work groups of 8192 bytes of local memory, the device small has 8191:"
            + " compile the model for it (--target opencl:3), or for any device (--target opencl)",
        e.getMessage());
  }

  private static DeviceInfo device(int maxItems, long localBytes) {
    return new DeviceInfo(
        3,
        "small",
        DeviceInfo.Kind.GPU,
        "maker",
        "1",
        "OpenCL 1.2",
        2,
        1 << 30,
        false,
        1,
        new WorkGroups(maxItems, localBytes, true, 32));
  }
}
