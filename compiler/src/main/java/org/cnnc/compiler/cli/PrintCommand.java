package org.cnnc.compiler.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.UserException;
import org.cnnc.ir.Graph;
import org.cnnc.ir.loop.text.LoopPrinter;
import org.cnnc.ir.text.GraphPrinter;
import org.cnnc.optimizer.pass.DefaultPipeline;
import org.cnnc.optimizer.pass.PrintAfter;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code cnnc print loops lenet5.cnn}. */
@Command(
    name = "print",
    description = {
      "Prints a model in one of the compiler's forms:",
      "  graph  the operators as the model has them; --after shows them after a pass",
      "  loops  the scheduled loop nests",
      "  llvm   the LLVM module before LLVM's own passes",
      "  asm    the assembly",
      "  opencl the kernels' source (with --target opencl)"
    },
    mixinStandardHelpOptions = true)
final class PrintCommand implements Callable<Integer> {
  /** What can be printed. */
  enum Form {
    GRAPH,
    LOOPS,
    LLVM,
    ASM,
    OPENCL;

    /** As on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Reads a form. */
  static final class FormConverter implements ITypeConverter<Form> {
    @Override
    public Form convert(String text) {
      return Arrays.stream(Form.values())
          .filter(form -> form.toString().equals(text))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "`%s` is none of %s".formatted(text, Arrays.toString(Form.values()))));
    }
  }

  @Parameters(
      index = "0",
      paramLabel = "FORM",
      converter = FormConverter.class,
      description = "graph, loops, llvm, asm or opencl")
  private Form form;

  @Parameters(index = "1", paramLabel = "MODEL", description = "a .cnn or .onnx file")
  private Path file;

  @Option(
      names = "--after",
      paramLabel = "PASS",
      split = ",",
      description = "print the graph after these passes: ${COMPLETION-CANDIDATES}",
      completionCandidates = PassNames.class)
  private List<String> after;

  @Spec private CommandSpec spec;
  @Mixin private ModelOptions modelOptions;
  @Mixin private TargetOption targetOption;
  @Mixin private TuneFileOption tuneFileOption;

  /** The names of the graph passes, for the help. */
  static final class PassNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return DefaultPipeline.names().iterator();
    }
  }

  @Override
  public Integer call() {
    Compiler compiler =
        new Compiler(tuneFileOption.applyTo(targetOption.applyTo(modelOptions.compilerOptions())));
    if (after != null && form != Form.GRAPH) {
      throw new UserException("--after prints graphs: cnnc print graph --after ...");
    }
    switch (form) {
      case GRAPH -> printGraph(compiler);
      case LOOPS -> out().print(LoopPrinter.print(compiler.optimize(bind(compiler))));
      case LLVM, ASM, OPENCL ->
          out().print(compiler.print(compiler.optimize(bind(compiler)), form.toString()));
    }
    return ExitStatus.OK.code();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private Graph bind(Compiler compiler) {
    return compiler.bind(compiler.load(file));
  }

  private void printGraph(Compiler compiler) {
    if (after == null) {
      out().print(GraphPrinter.print(compiler.load(file).graph()));
      return;
    }
    PrintAfter printer = printer();
    compiler.runPasses(bind(compiler), List.of(printer));
  }

  private PrintAfter printer() {
    try {
      return new PrintAfter(Set.copyOf(after), out()::print);
    } catch (IllegalArgumentException e) {
      throw new UserException("--after: " + e.getMessage());
    }
  }
}
