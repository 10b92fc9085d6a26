package org.cnnc.backend.llvm;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.cnnc.backend.llvm.binding.LlvmModule;
import org.cnnc.backend.llvm.binding.TargetMachine;
import org.cnnc.backend.llvm.emit.LlvmEmitter;
import org.cnnc.backend.llvm.emit.Platform;
import org.cnnc.backend.llvm.emit.Symbols;
import org.cnnc.backend.llvm.link.NativeFiles;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.spi.Backend;
import org.cnnc.ir.spi.BackendException;
import org.cnnc.ir.spi.Descriptor;
import org.cnnc.ir.spi.NativeForm;
import org.cnnc.ir.target.Target;

/** Programs to native code for Linux: print, let LLVM make an object, link. */
public final class LlvmBackend implements Backend {
  /**
   * Loops are unrolled and vectorized by schedules already, so only what cleans up remains: stack
   * slots become registers, common addresses are shared, what does not change leaves its loop. A
   * combination that needs a second round is no reason to end the process, as LLVM would by
   * default.
   */
  private static final String PASSES =
      "always-inline,"
          + "function("
          + "sroa,early-cse<memssa>,instcombine<no-verify-fixpoint>,simplifycfg,"
          + "loop-mssa(licm),"
          + "early-cse<memssa>,instcombine<no-verify-fixpoint>,simplifycfg"
          + "),"
          + "globaldce";

  @Override
  public String name() {
    return "llvm";
  }

  @Override
  public Target target(String targetName) {
    return Targets.byName(targetName);
  }

  @Override
  public List<String> targetNames() {
    return Targets.names();
  }

  @Override
  public NativeForm loadable() {
    return NativeForm.SHARED_LIBRARY;
  }

  @Override
  public void compile(
      Program program, Target target, Descriptor descriptor, Map<NativeForm, Path> files) {
    Platform platform = new Platform(target);
    byte[] object;
    try (LlvmModule module = new LlvmModule(LlvmEmitter.emit(program, platform, descriptor));
        TargetMachine machine = machine(platform)) {
      module.run(PASSES, machine);
      object = machine.object(module);
    }
    NativeFiles.write(program, target.arch(), object, new Symbols(descriptor.symbol()), files);
  }

  @Override
  public List<String> forms() {
    return List.of("llvm", "asm");
  }

  @Override
  public String print(Program program, Target target, String form) {
    Platform platform = new Platform(target);
    String text = LlvmEmitter.emit(program, platform, new Descriptor(Symbols.MODEL, "{}"));
    return switch (form) {
      case "llvm" -> text;
      case "asm" -> {
        try (LlvmModule module = new LlvmModule(text);
            TargetMachine machine = machine(platform)) {
          module.run(PASSES, machine);
          yield machine.assembly(module);
        }
      }
      default ->
          throw new BackendException(
              "the llvm backend prints %s, not %s".formatted(String.join(" and ", forms()), form));
    };
  }

  private static TargetMachine machine(Platform platform) {
    return new TargetMachine(platform.triple(), platform.baseCpu(), platform.features());
  }
}
