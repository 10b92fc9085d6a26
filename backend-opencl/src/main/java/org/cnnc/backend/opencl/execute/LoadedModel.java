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
 * A model on a device. Its kernels are built when the first run is made: for a CPU of which a run
 * takes only some cores, for that part of it.
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
    boolean isPart = info.kind() == DeviceInfo.Kind.CPU && threads < info.units();
    int units = isPart ? threads : info.units();
    BuiltModel model;
    synchronized (built) {
      model = built.computeIfAbsent(units, _ -> build(isPart ? device.part(units) : device));
    }
    return new OpenClRun(manifest, model);
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
