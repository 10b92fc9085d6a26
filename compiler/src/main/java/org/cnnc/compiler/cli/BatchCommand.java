package org.cnnc.compiler.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.ModelCache;
import org.cnnc.compiler.UserException;
import org.cnnc.compiler.run.ModelRun;
import org.cnnc.compiler.run.NpyFolder;
import org.cnnc.runtime.Model;
import org.cnnc.runtime.Threads;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code cnnc batch jobs.tsv results.tsv}. */
@Command(
    name = "batch",
    description = {
      "Runs many models in one process. Each line of JOBS is a job:",
      "  ID TAB MODEL TAB DIR [TAB NAME=FILE]...",
      "It runs MODEL, a model file or a library, on a FILE for each input, and writes each output"
          + " to DIR/NAME.npy. RESULTS gets a line as each job ends, whether it succeeds or not:",
      "  ID TAB ok|unsupported|error TAB MESSAGE"
    },
    mixinStandardHelpOptions = true,
    footer = {"", "The exit status is 0 where every job has its line in RESULTS."})
final class BatchCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "JOBS", description = "the file of jobs")
  private Path jobs;

  @Parameters(index = "1", paramLabel = "RESULTS", description = "the file to write")
  private Path results;

  @Mixin private TargetOption targetOption;
  @Mixin private DeviceOption deviceOption;

  @Override
  public Integer call() {
    List<BatchJob> all = BatchJob.read(jobs);
    int done = 0;
    try (Progress progress = Progress.ofTerminal();
        BufferedWriter out = Files.newBufferedWriter(results)) {
      for (BatchJob job : all) {
        done++;
        progress.step("job %d of %d: %s".formatted(done, all.size(), job.model()));
        out.write("%s\t%s\n".formatted(job.id(), result(job)));
        // Whoever waits sees each result at once, and keeps it should a later job kill the process.
        out.flush();
      }
    } catch (IOException e) {
      throw new UserException("%s: cannot be written: %s".formatted(results, e.getMessage()));
    }
    return ExitStatus.OK.code();
  }

  /** Does a job: {@code ok TAB}, or why not, on one line. */
  private String result(BatchJob job) {
    try {
      run(job);
      return "ok\t";
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError | AssertionError e) {
      Failure failure = Failure.of(e);
      String status =
          switch (failure.status()) {
            case UNSUPPORTED -> "unsupported";
            case OK, ERROR, BUG -> "error";
          };
      return status + "\t" + failure.text().replaceAll("\\s+", " ");
    }
  }

  private void run(BatchJob job) {
    try (Model model = deviceOption.load(library(job))) {
      ModelRun run = new ModelRun(model, job.inputs().open(model));
      try (NpyFolder folder = new NpyFolder(job.folder(), model.outputs(), run.images())) {
        run.run(Threads.available(), List.of(folder));
        folder.commit();
      }
    }
  }

  private Path library(BatchJob job) {
    if (!Compiler.isModelFile(job.model())) {
      return job.model();
    }
    CompilerOptions options = targetOption.applyTo(CompilerOptions.DEFAULT);
    return new Compiler(job.inputs().withSizes(job.model(), options))
        .compileCached(job.model(), ModelCache.ofUser());
  }
}
