package org.cnnc.ir.spi;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.target.Target;

/** Turns a program into code; found by {@link java.util.ServiceLoader}. */
public interface Backend {
  /** The name on the command line: {@code llvm}. */
  String name();

  /**
   * The target of this name: {@code native}, a microarchitecture level or a CPU.
   *
   * @throws BackendException where the name is not known, or what it names is not there; the
   *     message lists those that are
   */
  Target target(String targetName);

  /** The names of targets that {@link #target} documents, for help texts. */
  List<String> targetNames();

  /** Whether a name is that of a target of this backend, be it one that is not there. */
  default boolean isTarget(String targetName) {
    return targetNames().contains(targetName);
  }

  /** Whether it compiles for CPUs, this machine's among them. */
  default boolean isForCpus() {
    return targetNames().contains("native");
  }

  /** The form that the runtime loads. */
  NativeForm loadable();

  /**
   * Writes a program as code. Each file is complete or does not exist.
   *
   * @param descriptor what the code says about itself
   * @param files where to write each form, at least one and all in one folder
   * @throws BackendException where the machine fails: no linker, no space, or where the target has
   *     no such form
   */
  void compile(Program program, Target target, Descriptor descriptor, Map<NativeForm, Path> files);

  /** The forms that {@link #print} knows: {@code llvm}, {@code asm}. */
  List<String> forms();

  /** A program in one of this backend's forms, as text. */
  String print(Program program, Target target, String form);
}
