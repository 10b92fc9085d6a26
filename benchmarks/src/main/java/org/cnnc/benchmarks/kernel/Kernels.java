package org.cnnc.benchmarks.kernel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.UserException;
import org.cnnc.compiler.cli.Progress;
import org.cnnc.compiler.measure.KernelBench;
import org.cnnc.frontend.diagnostic.DiagnosticException;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.optimizer.WinogradUse;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures the convolutions of a model one by one, in turns with the machine's peaks. */
@Command(
    name = "kernels",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures the convolutions of a model one by one: each is compiled by itself, with an"
          + " activation before it that writes its input, and takes turns with multiply-adds in"
          + " registers, which are the peak, and with reading as many bytes as its weights have.",
      "% of allowed: the time in which the machine could do the operations or read the weights once,"
          + " whichever is longer, as a part of the kernel's. Medians of rounds, with quartiles."
    })
public final class Kernels implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "a .cnn or .onnx file")
  private Path file = Path.of("");

  @Option(names = "--model", paramLabel = "NAME", description = "which of the file's models")
  private String model = "";

  @Option(
      names = "--only",
      paramLabel = "PATTERN",
      description =
          "the convolutions with this regular expression in their names, such as `^1x1` or `7x7$`")
  private String only = "";

  @Option(
      names = "--threads",
      paramLabel = "T",
      defaultValue = "1",
      description = "how many threads run a kernel together (default: ${DEFAULT-VALUE})")
  private int threads;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "11",
      description = "turns of each kernel (default: ${DEFAULT-VALUE})")
  private int rounds;

  @Option(
      names = "--target",
      paramLabel = "CPU",
      defaultValue = "native",
      description = "what to compile for (default: ${DEFAULT-VALUE})")
  private String target = "";

  @Option(
      names = "--winograd",
      paramLabel = "USE",
      defaultValue = "off",
      description =
          "auto: by Winograd's algorithm, which needs fewer operations than are counted, where"
              + " the compiler chooses it (default: ${DEFAULT-VALUE})")
  private WinogradUse winograd = WinogradUse.OFF;

  /** Exit status 0, or 1 for what the user can mend. */
  public static void main(String[] arguments) {
    CommandLine command = new CommandLine(new Kernels());
    System.exit(command.setCaseInsensitiveEnumValuesAllowed(true).execute(arguments));
  }

  @Override
  public Integer call() {
    try {
      System.out.print(KernelTable.of(measure()));
      return 0;
    } catch (UserException | DiagnosticException e) {
      System.err.println(e.getMessage());
      return 1;
    }
  }

  private List<KernelBench.Row> measure() {
    if (rounds < 1 || threads < 1) {
      throw new UserException("--rounds and --threads must be at least 1");
    }
    Pattern pattern = pattern();
    CompilerOptions options =
        CompilerOptions.DEFAULT.withWeights("random:1").withTarget(target).withWinograd(winograd);
    Compiler compiler = new Compiler(model.isEmpty() ? options : options.withModel(model));
    KernelBench bench = new KernelBench(compiler, threads, rounds);
    List<KernelBench.Row> rows = new ArrayList<>();
    try (Progress progress = Progress.ofTerminal()) {
      progress.step("reading " + file);
      List<Conv2d> chosen =
          bench.convolutions(compiler.bind(compiler.load(file))).stream()
              .filter(conv -> pattern.matcher(KernelTable.name(conv)).find())
              .toList();
      for (Conv2d conv : chosen) {
        progress.step(
            "measuring %d of %d: %s"
                .formatted(rows.size() + 1, chosen.size(), KernelTable.name(conv)));
        rows.add(bench.run(conv));
      }
    }
    if (rows.isEmpty()) {
      throw new UserException("%s: no convolution has such a name".formatted(file));
    }
    return rows;
  }

  private Pattern pattern() {
    try {
      return Pattern.compile(only);
    } catch (PatternSyntaxException e) {
      throw new UserException("--only %s: %s".formatted(only, e.getDescription()));
    }
  }
}
