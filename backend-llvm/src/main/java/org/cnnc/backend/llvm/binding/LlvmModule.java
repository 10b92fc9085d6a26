package org.cnnc.backend.llvm.binding;

import static org.bytedeco.llvm.global.LLVM.LLVMContextCreate;
import static org.bytedeco.llvm.global.LLVM.LLVMContextDispose;
import static org.bytedeco.llvm.global.LLVM.LLVMCreateMemoryBufferWithMemoryRangeCopy;
import static org.bytedeco.llvm.global.LLVM.LLVMCreatePassBuilderOptions;
import static org.bytedeco.llvm.global.LLVM.LLVMCreateTargetDataLayout;
import static org.bytedeco.llvm.global.LLVM.LLVMDisposeErrorMessage;
import static org.bytedeco.llvm.global.LLVM.LLVMDisposeModule;
import static org.bytedeco.llvm.global.LLVM.LLVMDisposePassBuilderOptions;
import static org.bytedeco.llvm.global.LLVM.LLVMDisposeTargetData;
import static org.bytedeco.llvm.global.LLVM.LLVMGetErrorMessage;
import static org.bytedeco.llvm.global.LLVM.LLVMParseIRInContext;
import static org.bytedeco.llvm.global.LLVM.LLVMPrintModuleToString;
import static org.bytedeco.llvm.global.LLVM.LLVMReturnStatusAction;
import static org.bytedeco.llvm.global.LLVM.LLVMRunPasses;
import static org.bytedeco.llvm.global.LLVM.LLVMSetModuleDataLayout;
import static org.bytedeco.llvm.global.LLVM.LLVMVerifyModule;

import java.nio.charset.StandardCharsets;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.llvm.LLVM.LLVMContextRef;
import org.bytedeco.llvm.LLVM.LLVMErrorRef;
import org.bytedeco.llvm.LLVM.LLVMMemoryBufferRef;
import org.bytedeco.llvm.LLVM.LLVMModuleRef;
import org.bytedeco.llvm.LLVM.LLVMPassBuilderOptionsRef;
import org.bytedeco.llvm.LLVM.LLVMTargetDataRef;
import org.cnnc.ir.CompilerBug;

/** A module and the context that owns it. Modules do not share anything: use one per thread. */
public final class LlvmModule implements AutoCloseable {
  private final LLVMContextRef context = context();
  private final LLVMModuleRef ref;

  private static LLVMContextRef context() {
    LlvmLibrary.require();
    return LLVMContextCreate();
  }

  /**
   * Reads and verifies a module.
   *
   * @throws CompilerBug where the text is not a valid module, which no user can cause
   */
  public LlvmModule(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    LLVMModuleRef module = new LLVMModuleRef();
    try (BytePointer source = new BytePointer(bytes);
        BytePointer name = new BytePointer("cnnc");
        BytePointer message = new BytePointer()) {
      LLVMMemoryBufferRef buffer =
          LLVMCreateMemoryBufferWithMemoryRangeCopy(source, bytes.length, name);
      // The buffer belongs to the parser from here on, whether or not it succeeds.
      if (LLVMParseIRInContext(context, buffer, module, message) != 0) {
        LLVMContextDispose(context);
        throw new CompilerBug("llvm-parse", LlvmLibrary.take(message));
      }
    }
    ref = module;
    try {
      verify("llvm-emit");
    } catch (CompilerBug e) {
      close();
      throw e;
    }
  }

  LLVMModuleRef ref() {
    return ref;
  }

  /**
   * Runs a textual pass pipeline, and verifies what it made.
   *
   * @throws CompilerBug where the pipeline does not exist or leaves an invalid module
   */
  public void run(String pipeline, TargetMachine machine) {
    LLVMTargetDataRef layout = LLVMCreateTargetDataLayout(machine.ref());
    LLVMSetModuleDataLayout(ref, layout);
    LLVMDisposeTargetData(layout);
    LLVMPassBuilderOptionsRef options = LLVMCreatePassBuilderOptions();
    try (BytePointer passes = new BytePointer(pipeline)) {
      LLVMErrorRef error = LLVMRunPasses(ref, passes, machine.ref(), options);
      if (error != null && !error.isNull()) {
        BytePointer message = LLVMGetErrorMessage(error);
        String text = message.getString();
        LLVMDisposeErrorMessage(message);
        throw new CompilerBug("llvm-passes", text);
      }
    } finally {
      LLVMDisposePassBuilderOptions(options);
    }
    verify("llvm-passes");
  }

  private void verify(String pass) {
    try (BytePointer message = new BytePointer()) {
      boolean broken = LLVMVerifyModule(ref, LLVMReturnStatusAction, message) != 0;
      String text = LlvmLibrary.take(message);
      if (broken) {
        throw new CompilerBug(pass, text.strip());
      }
    }
  }

  /** The module as LLVM prints it. */
  @Override
  public String toString() {
    return LlvmLibrary.take(LLVMPrintModuleToString(ref));
  }

  @Override
  public void close() {
    LLVMDisposeModule(ref);
    LLVMContextDispose(context);
  }
}
