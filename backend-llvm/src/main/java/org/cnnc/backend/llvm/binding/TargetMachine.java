package org.cnnc.backend.llvm.binding;

import static org.bytedeco.llvm.global.LLVM.LLVMAssemblyFile;
import static org.bytedeco.llvm.global.LLVM.LLVMCodeGenLevelAggressive;
import static org.bytedeco.llvm.global.LLVM.LLVMCodeModelDefault;
import static org.bytedeco.llvm.global.LLVM.LLVMCreateTargetMachine;
import static org.bytedeco.llvm.global.LLVM.LLVMDisposeMemoryBuffer;
import static org.bytedeco.llvm.global.LLVM.LLVMDisposeTargetMachine;
import static org.bytedeco.llvm.global.LLVM.LLVMGetBufferSize;
import static org.bytedeco.llvm.global.LLVM.LLVMGetBufferStart;
import static org.bytedeco.llvm.global.LLVM.LLVMGetTargetFromTriple;
import static org.bytedeco.llvm.global.LLVM.LLVMObjectFile;
import static org.bytedeco.llvm.global.LLVM.LLVMRelocPIC;
import static org.bytedeco.llvm.global.LLVM.LLVMTargetMachineEmitToMemoryBuffer;

import java.nio.charset.StandardCharsets;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.llvm.LLVM.LLVMMemoryBufferRef;
import org.bytedeco.llvm.LLVM.LLVMTargetMachineRef;
import org.bytedeco.llvm.LLVM.LLVMTargetRef;
import org.cnnc.ir.spi.BackendException;

/** Turns verified modules into machine code for one CPU, position-independent. */
public final class TargetMachine implements AutoCloseable {
  private final LLVMTargetMachineRef ref;

  /**
   * @param triple LLVM's name of the platform: {@code x86_64-unknown-linux-gnu}
   * @param cpu LLVM's name of the oldest CPU that must run the code
   * @param features as {@code +avx2,+fma}
   * @throws BackendException where this LLVM was built without the platform
   */
  public TargetMachine(String triple, String cpu, String features) {
    LlvmLibrary.require();
    try (BytePointer tripleText = new BytePointer(triple);
        BytePointer cpuText = new BytePointer(cpu);
        BytePointer featuresText = new BytePointer(features);
        BytePointer message = new BytePointer()) {
      LLVMTargetRef target = new LLVMTargetRef();
      if (LLVMGetTargetFromTriple(tripleText, target, message) != 0) {
        throw new BackendException(
            "LLVM cannot make code for %s: %s".formatted(triple, LlvmLibrary.take(message)));
      }
      ref =
          LLVMCreateTargetMachine(
              target,
              tripleText,
              cpuText,
              featuresText,
              LLVMCodeGenLevelAggressive,
              LLVMRelocPIC,
              LLVMCodeModelDefault);
    }
  }

  LLVMTargetMachineRef ref() {
    return ref;
  }

  /** The bytes of an ELF object; the module is used up. */
  public byte[] object(LlvmModule module) {
    return emit(module, LLVMObjectFile);
  }

  /** Assembly text; the module is used up. */
  public String assembly(LlvmModule module) {
    return new String(emit(module, LLVMAssemblyFile), StandardCharsets.UTF_8);
  }

  private byte[] emit(LlvmModule module, int fileType) {
    LLVMMemoryBufferRef buffer = new LLVMMemoryBufferRef();
    try (BytePointer message = new BytePointer()) {
      if (LLVMTargetMachineEmitToMemoryBuffer(ref, module.ref(), fileType, message, buffer) != 0) {
        throw new BackendException("LLVM cannot make code: " + LlvmLibrary.take(message));
      }
    }
    try {
      byte[] bytes = new byte[Math.toIntExact(LLVMGetBufferSize(buffer))];
      LLVMGetBufferStart(buffer).capacity(bytes.length).get(bytes);
      return bytes;
    } finally {
      LLVMDisposeMemoryBuffer(buffer);
    }
  }

  @Override
  public void close() {
    LLVMDisposeTargetMachine(ref);
  }
}
