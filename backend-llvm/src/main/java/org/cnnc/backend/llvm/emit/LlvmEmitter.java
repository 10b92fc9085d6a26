package org.cnnc.backend.llvm.emit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.emit.Arguments;
import org.cnnc.ir.program.Kernel;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.spi.Descriptor;

/**
 * Prints a program as a module of LLVM IR: a function for each kernel, the {@code run} function
 * that calls them, the barrier between them, what makes inputs of pictures, and the descriptor that
 * the library exports.
 */
public final class LlvmEmitter {
  private LlvmEmitter() {}

  /**
   * The module as text; the same program gives the same text.
   *
   * @param descriptor what the module says about itself
   */
  public static String emit(Program program, Platform platform, Descriptor descriptor) {
    ModuleParts module = new ModuleParts(platform);
    List<String> parts = new ArrayList<>();
    parts.add(
        """
        ; %s for %s
        source_filename = "%s"
        target triple = "%s"
        """
            .formatted(
                escape(program.name()),
                platform.target().name(),
                escape(program.name()),
                platform.triple()));
    parts.add(EntryEmitter.globals(program, descriptor));
    for (int k = 0; k < program.kernels().size(); k++) {
      parts.add(kernel(program, k, module));
    }
    parts.add(EntryEmitter.run(program, new Symbols(descriptor.symbol()), module));
    parts.add(EntryEmitter.stamp(program, module));
    parts.add(PreparationEmitter.emit(program, module));
    parts.add(ThreadFunctions.barrier(platform, module));
    String attributes = String.join(" ", platform.functionAttributes());
    parts.add(module.functions());
    parts.add(
        """
        attributes #0 = { %s }
        attributes #1 = { alwaysinline %s }
        """
            .formatted(attributes, attributes));
    parts.add(module.declarations());
    return parts.stream().filter(p -> !p.isEmpty()).collect(Collectors.joining("\n"));
  }

  private static String kernel(Program program, int number, ModuleParts module) {
    Kernel kernel = program.kernels().get(number);
    Arguments arguments = Arguments.of(program, number);
    List<String> parameters = new ArrayList<>();
    for (int p = 0; p < kernel.parameters().size(); p++) {
      Buffer buffer = kernel.parameters().get(p);
      parameters.add(
          "ptr %s%%%s"
              .formatted(
                  attributes(arguments, p, buffer), KernelEmitter.identifier(buffer.name())));
    }
    parameters.add("i32 %thread");
    parameters.add("i32 %threads");
    parameters.add("ptr %barrier");
    return "define internal void %s(%s) #0 {\n%s}\n"
        .formatted(
            functionName(kernel),
            String.join(", ", parameters),
            KernelEmitter.body(kernel, module));
  }

  /** What LLVM may rely on of a parameter, each followed by a space. */
  private static String attributes(Arguments arguments, int parameter, Buffer buffer) {
    StringBuilder attributes = new StringBuilder();
    if (arguments.isAlone(parameter)) {
      attributes.append("noalias ");
    }
    if (!arguments.isWritten(parameter)) {
      attributes.append("readonly ");
    }
    attributes.append("align %d ".formatted(arguments.align(parameter)));
    if (buffer.bytes() > 0) {
      attributes.append("dereferenceable(%d) ".formatted(buffer.bytes()));
    }
    return attributes.toString();
  }

  /** The name of a kernel's function. */
  static String functionName(Kernel kernel) {
    return "@\"%s\"".formatted(escape(kernel.name()));
  }

  /** Text inside of quotes. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b >= ' ' && b < 0x7f && b != '"' && b != '\\') {
        escaped.append((char) b);
      } else {
        escaped.append("\\%02X".formatted(b & 0xff));
      }
    }
    return escaped.toString();
  }
}
