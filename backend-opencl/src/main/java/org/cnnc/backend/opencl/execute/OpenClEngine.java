package org.cnnc.backend.opencl.execute;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;
import org.cnnc.backend.opencl.OpenClTargets;
import org.cnnc.backend.opencl.binding.ClDevice;
import org.cnnc.runtime.DeviceException;
import org.cnnc.runtime.artifact.ArtifactException;
import org.cnnc.runtime.artifact.Manifest;
import org.cnnc.runtime.artifact.OpenClPayload;
import org.cnnc.runtime.spi.DeviceInfo;
import org.cnnc.runtime.spi.Engine;
import org.cnnc.runtime.spi.Executable;

/** Runs models for OpenCL on the devices of this machine's drivers. */
public final class OpenClEngine implements Engine {
  @Override
  public String arch() {
    return OpenClPayload.ARCH;
  }

  @Override
  public List<DeviceInfo> devices() {
    List<ClDevice> devices = ClDevice.all();
    return IntStream.range(0, devices.size()).mapToObj(i -> devices.get(i).info(i)).toList();
  }

  @Override
  public List<String> targets(DeviceInfo device) {
    return OpenClTargets.names(device);
  }

  @Override
  public Executable load(Manifest manifest, MemorySegment payload, DeviceInfo device)
      throws ArtifactException {
    OpenClPayload model = OpenClPayload.read(payload, manifest);
    List<ClDevice> devices = ClDevice.all();
    if (device.index() >= devices.size()) {
      throw new DeviceException(
          DeviceException.Kind.LOST, "the device %s is no longer there".formatted(device.name()));
    }
    Suitability.check(model.plan(), device);
    return new LoadedModel(manifest, model, devices.get(device.index()), device);
  }
}
