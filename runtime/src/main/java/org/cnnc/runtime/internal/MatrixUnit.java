package org.cnnc.runtime.internal;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/**
 * The permission of Linux to use the tiles of x86-64's matrix unit, without which its instructions
 * end the process. It holds for all threads from then on, and makes their signal frames larger, so
 * it is asked for when the first library needs it.
 */
final class MatrixUnit {
  /** The number of {@code arch_prctl}. */
  private static final long ARCH_PRCTL = 158;

  /** {@code ARCH_REQ_XCOMP_PERM}. */
  private static final long REQUEST_PERMISSION = 0x1023;

  /** {@code XFEATURE_XTILEDATA}. */
  private static final long TILE_DATA = 18;

  private MatrixUnit() {}

  /** Whether this process may use tiles; asks for it at the first call. */
  static boolean isPermitted() {
    return Answer.IS_PERMITTED;
  }

  /** The kernel's answer. */
  private static final class Answer {
    static final boolean IS_PERMITTED = ask();

    private static boolean ask() {
      try {
        MethodHandle syscall =
            CLibrary.function(
                "syscall",
                FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                Linker.Option.firstVariadicArg(1));
        return (long) syscall.invokeExact(ARCH_PRCTL, REQUEST_PERMISSION, TILE_DATA) == 0;
      } catch (IOException e) {
        // A system without the function has no permission to give.
        return false;
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new AssertionError("a native call throws nothing of its own", e);
      }
    }
  }
}
