package org.cnnc.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.cnnc.runtime.artifact.Manifest;
import org.cnnc.runtime.image.Image;
import org.cnnc.runtime.internal.Call;
import org.cnnc.runtime.internal.Crew;
import org.cnnc.runtime.internal.NativeLibrary;
import org.cnnc.runtime.internal.Preparer;
import org.cnnc.runtime.spi.Executable;
import org.cnnc.runtime.spi.Run;

/** A model that is a library, run by threads of this process. */
record NativeExecutable(Manifest manifest, NativeLibrary library) implements Executable {
  @Override
  public Run newRun(int threads) {
    return new NativeRun(this, threads);
  }

  @Override
  public void close() {
    library.close();
  }

  /** The threads of a workspace and the memory that they share. */
  private static final class NativeRun implements Run {
    private final String name;
    private final long scratch;
    private final Arena arena = Arena.ofShared();
    private final Call call;
    private final Crew crew;
    private final Preparer preparer;

    NativeRun(NativeExecutable executable, int threads) {
      Manifest manifest = executable.manifest;
      this.name = manifest.name();
      this.scratch = manifest.workspaceBytes();
      try {
        call = new Call(arena, executable.library, manifest, threads);
        preparer = new Preparer(arena, executable.library, manifest);
        crew = new Crew(executable.library, call, name);
      } catch (OutOfMemoryError e) {
        arena.close();
        throw Workspace.outOfMemory(
            "%d bytes of scratch memory and %d threads"
                .formatted(manifest.workspaceBytes(), threads));
      } catch (RuntimeException | Error e) {
        arena.close();
        throw e;
      }
    }

    @Override
    public void input(int index, MemorySegment memory) {
      call.input(index, memory);
    }

    @Override
    public void output(int index, MemorySegment memory) {
      call.output(index, memory);
    }

    @Override
    public boolean prepare(int index, Image picture, MemorySegment image) {
      if (!preparer.has(index)) {
        return false;
      }
      long status;
      try {
        status = preparer.prepare(index, picture, image);
      } catch (OutOfMemoryError e) {
        throw Workspace.outOfMemory("scratch memory for a picture");
      }
      check(status);
      return true;
    }

    @Override
    public void run(int batch) {
      divide(batch);
      check(crew.run());
    }

    private void check(long status) {
      if (status != 0) {
        throw new RunException(
            "the library of %s returned error %d (docs/ABI.md): it was not written by cnnc"
                .formatted(name, status));
      }
    }

    private void divide(int batch) {
      try {
        call.batch(batch);
      } catch (OutOfMemoryError e) {
        throw Workspace.outOfMemory(
            "%d bytes of scratch memory for each thread".formatted(scratch));
      }
    }

    @Override
    public void close() {
      crew.close();
      preparer.close();
      arena.close();
    }
  }
}
