package org.cnnc.runtime.spi;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.cnnc.runtime.artifact.ArtifactException;
import org.cnnc.runtime.artifact.Manifest;

/** Runs models of one kind on the devices that it knows. */
public interface Engine {
  /** The models that it runs: those whose manifest's target has this {@code arch}. */
  String arch();

  /**
   * The devices in an order that stays the same.
   *
   * @throws org.cnnc.runtime.DeviceException if there is no driver at all
   */
  List<DeviceInfo> devices();

  /**
   * The kinds of devices that models are compiled for, the one first that suits a device best: what
   * a manifest's target has as its {@code cpu}. Models for the others run there too, if slower.
   */
  List<String> targets(DeviceInfo device);

  /**
   * Loads a model on a device.
   *
   * @param payload what the artifact has before its manifest, its hash checked; 4096-byte aligned,
   *     and there until the executable is closed
   * @param device one of {@link #devices}
   * @throws ArtifactException if the payload is not what the compiler writes
   * @throws org.cnnc.runtime.DeviceException if the device or its driver fails
   */
  Executable load(Manifest manifest, MemorySegment payload, DeviceInfo device)
      throws ArtifactException;
}
