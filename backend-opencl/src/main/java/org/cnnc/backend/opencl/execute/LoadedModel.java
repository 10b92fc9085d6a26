package org.cnnc.backend.opencl.execute;

import java.util.HashMap;
import java.util.Map;
import org.cnnc.backend.opencl.binding.ClContext;
import org.cnnc.backend.opencl.binding.ClDevice;
import org.cnnc.runtime.artifact.Manifest;
import org.cnnc.runtime.artifact.OpenClPayload;
import org.cnnc.runtime.spi.DeviceInfo;
import org.cnnc.runtime.spi.Executable;
import org.cnnc.runtime.spi.Run;

/**
 * A model on a device. Its kernels are built when the first run is made. Of a CPU a run may take
 * only some cores: where a run is one kernel it has as many groups, else it is for that part.
 */
final class LoadedModel implements Executable {
  private final Manifest manifest;
  private final OpenClPayload model;
  private final ClDevice device;
  private final DeviceInfo info;

  /** By the number of compute units. */
  private final Map<Integer, BuiltModel> built = new HashMap<>();

  LoadedModel(Manifest manifest, OpenClPayload model, ClDevice device, DeviceInfo info) {
    this.manifest = manifest;
    this.model = model;
    this.device = device;
    this.info = info;
  }

  @Override
  public Run newRun(int threads) {
    boolean isSome = info.kind() == DeviceInfo.Kind.CPU && threads < info.units();
    boolean isPart = isSome && BuiltModel.whole(model.plan(), device).isEmpty();
    int units = isPart ? threads : info.units();
    BuiltModel onDevice;
    synchronized (built) {
      onDevice = built.computeIfAbsent(units, _ -> build(isPart ? device.part(units) : device));
    }
    return new OpenClRun(manifest, onDevice, isSome ? threads : info.units());
  }

  private BuiltModel build(ClDevice of) {
    ClContext context = new ClContext(of);
    try {
      return BuiltModel.of(model, context, info);
    } catch (RuntimeException | Error e) {
      context.close();
      throw e;
    }
  }

  @Override
  public void close() {
    synchronized (built) {
      built.values().forEach(BuiltModel::close);
      built.clear();
    }
  }
}
