package org.cnnc.backend.llvm;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.cnnc.ir.program.Port;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.spi.Descriptor;
import org.cnnc.ir.spi.NativeForm;
import org.cnnc.ir.target.Target;

/** A compiled library as docs/ABI.md has it, called with nothing in between. */
@SuppressWarnings("restricted") // calling native code is its purpose
final class NativeProgram implements AutoCloseable {
  private static final long CALL_BYTES = 56;

  private final Arena arena = Arena.ofShared();
  private final Program program;
  private final MemorySegment descriptor;
  private final MethodHandle run;

  NativeProgram(Program program, Path library) {
    this.program = program;
    descriptor =
        SymbolLookup.libraryLookup(library, arena).findOrThrow("cnnc_model_v1").reinterpret(40);
    MemorySegment entry = descriptor.get(ValueLayout.ADDRESS, 24);
    run =
        Linker.nativeLinker()
            .downcallHandle(
                entry, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
  }

  /** Compiles a program to a shared library. */
  static void compile(Program program, Target target, String manifest, Path library) {
    compile(program, target, manifest, Map.of(NativeForm.SHARED_LIBRARY, library));
  }

  /** Compiles a program to native code in several forms. */
  static void compile(
      Program program, Target target, String manifest, Map<NativeForm, Path> files) {
    new LlvmBackend()
        .compile(program, target, new Descriptor("cnnc_model_v1_Test", manifest), files);
  }

  /** The address of {@code prepare}; null where no input is made of pictures. */
  MemorySegment preparation() {
    return descriptor.get(ValueLayout.ADDRESS, 32);
  }

  /** Calls {@code prepare} with arguments made by hand. */
  long prepare(int input, MemorySegment samples, MemorySegment picture, MemorySegment image) {
    MethodHandle prepare =
        Linker.nativeLinker()
            .downcallHandle(
                preparation(),
                FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS));
    try {
      return (long) prepare.invokeExact(input, samples, picture, image);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  int abi() {
    return descriptor.get(ValueLayout.JAVA_INT, 0);
  }

  String manifest() {
    int bytes = descriptor.get(ValueLayout.JAVA_INT, 4);
    MemorySegment text = descriptor.get(ValueLayout.ADDRESS, 8).reinterpret(bytes + 1L);
    return new String(
        text.asSlice(0, bytes).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
  }

  /** Runs a batch; each port's data is {@code batch} images one after the other. */
  List<float[]> run(List<float[]> inputs, int batch, int threads) {
    try (Arena memory = Arena.ofShared()) {
      MemorySegment in = memory.allocate(64, 8);
      for (int i = 0; i < inputs.size(); i++) {
        MemorySegment tensor = memory.allocate(Math.max(64, inputs.get(i).length * 4L), 64);
        MemorySegment.copy(
            inputs.get(i), 0, tensor, ValueLayout.JAVA_FLOAT, 0, inputs.get(i).length);
        in.setAtIndex(ValueLayout.ADDRESS, i, tensor);
      }
      MemorySegment out = memory.allocate(64, 8);
      List<MemorySegment> outputs =
          program.outputs().stream()
              .map(p -> memory.allocate(Math.max(64, imageElements(p) * batch * 4), 64))
              .toList();
      for (int i = 0; i < outputs.size(); i++) {
        out.setAtIndex(ValueLayout.ADDRESS, i, outputs.get(i));
      }
      MemorySegment workspace = memory.allocate(Math.max(64, program.workspaceBytes()), 64);
      workspace.fill((byte) 0xff);
      MemorySegment barrier = memory.allocate(64L * (2 + threads), 64);
      callAll(memory, in, out, workspace, barrier, batch, threads);
      return IntStream.range(0, outputs.size())
          .mapToObj(
              i ->
                  outputs
                      .get(i)
                      .asSlice(0, imageElements(program.outputs().get(i)) * batch * 4)
                      .toArray(ValueLayout.JAVA_FLOAT))
          .toList();
    }
  }

  private static long imageElements(Port port) {
    return port.type().elements();
  }

  private void callAll(
      Arena memory,
      MemorySegment in,
      MemorySegment out,
      MemorySegment workspace,
      MemorySegment barrier,
      int batch,
      int threads) {
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<Integer>> results =
          IntStream.range(0, threads)
              .mapToObj(
                  t -> {
                    MemorySegment call = memory.allocate(CALL_BYTES, 64);
                    call.set(ValueLayout.ADDRESS, 0, in);
                    call.set(ValueLayout.ADDRESS, 8, out);
                    call.set(ValueLayout.ADDRESS, 16, workspace);
                    call.set(ValueLayout.JAVA_LONG, 32, batch);
                    call.set(ValueLayout.JAVA_INT, 40, t);
                    call.set(ValueLayout.JAVA_INT, 44, threads);
                    call.set(ValueLayout.ADDRESS, 48, barrier);
                    return pool.submit(() -> call(call));
                  })
              .toList();
      for (Future<Integer> result : results) {
        if (result.get() != 0) {
          throw new AssertionError("run returned " + result.get());
        }
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Calls with a call struct made by hand. */
  int call(MemorySegment call) {
    try {
      return (int) run.invokeExact(call);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
