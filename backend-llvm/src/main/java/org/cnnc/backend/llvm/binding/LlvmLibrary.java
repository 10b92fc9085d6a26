package org.cnnc.backend.llvm.binding;

import static org.bytedeco.llvm.global.LLVM.LLVMDisposeMessage;
import static org.bytedeco.llvm.global.LLVM.LLVMGetHostCPUFeatures;
import static org.bytedeco.llvm.global.LLVM.LLVMGetHostCPUName;
import static org.bytedeco.llvm.global.LLVM.LLVMGetVersion;
import static org.bytedeco.llvm.global.LLVM.LLVMInitializeAArch64AsmParser;
import static org.bytedeco.llvm.global.LLVM.LLVMInitializeAArch64AsmPrinter;
import static org.bytedeco.llvm.global.LLVM.LLVMInitializeAArch64Target;
import static org.bytedeco.llvm.global.LLVM.LLVMInitializeAArch64TargetInfo;
import static org.bytedeco.llvm.global.LLVM.LLVMInitializeAArch64TargetMC;
import static org.bytedeco.llvm.global.LLVM.LLVMInitializeX86AsmParser;
import static org.bytedeco.llvm.global.LLVM.LLVMInitializeX86AsmPrinter;
import static org.bytedeco.llvm.global.LLVM.LLVMInitializeX86Target;
import static org.bytedeco.llvm.global.LLVM.LLVMInitializeX86TargetInfo;
import static org.bytedeco.llvm.global.LLVM.LLVMInitializeX86TargetMC;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.cnnc.ir.spi.BackendException;

/** LLVM itself: loaded and initialized once for the process, and what it knows of this machine. */
public final class LlvmLibrary {
  private LlvmLibrary() {}

  /** Initializes on first use; the class loader makes it happen once, whatever the threads. */
  private static final class Initialized {
    static final boolean DONE = initialize();

    private static boolean initialize() {
      LLVMInitializeX86TargetInfo();
      LLVMInitializeX86Target();
      LLVMInitializeX86TargetMC();
      LLVMInitializeX86AsmPrinter();
      LLVMInitializeX86AsmParser();
      LLVMInitializeAArch64TargetInfo();
      LLVMInitializeAArch64Target();
      LLVMInitializeAArch64TargetMC();
      LLVMInitializeAArch64AsmPrinter();
      LLVMInitializeAArch64AsmParser();
      return true;
    }
  }

  /**
   * Loads and initializes LLVM where that has not happened yet.
   *
   * @throws BackendException where there is no LLVM for this machine
   */
  static void require() {
    try {
      if (!Initialized.DONE) {
        throw new BackendException("LLVM could not be initialized");
      }
    } catch (LinkageError e) {
      throw new BackendException(
          "LLVM could not be loaded for %s %s: the jar of its native libraries is missing or the"
                  .formatted(System.getProperty("os.name"), System.getProperty("os.arch"))
              + " cache folder of JavaCPP cannot be written",
          e);
    }
  }

  /** LLVM's name of this machine's CPU: {@code znver4}. */
  public static String hostCpu() {
    require();
    return take(LLVMGetHostCPUName());
  }

  /** LLVM's names of the features that this machine's CPU has. */
  public static List<String> hostFeatures() {
    require();
    return Arrays.stream(take(LLVMGetHostCPUFeatures()).split(","))
        .filter(f -> f.startsWith("+"))
        .map(f -> f.substring(1))
        .toList();
  }

  /** Major and minor: {@code 20.1}. */
  static String version() {
    require();
    int[] major = new int[1];
    int[] minor = new int[1];
    int[] patch = new int[1];
    LLVMGetVersion(major, minor, patch);
    return major[0] + "." + minor[0];
  }

  /** The text of a message that LLVM made and that is ours to free. */
  static String take(BytePointer message) {
    if (message.isNull()) {
      return "";
    }
    String text = message.getString();
    LLVMDisposeMessage(message);
    return text;
  }
}
