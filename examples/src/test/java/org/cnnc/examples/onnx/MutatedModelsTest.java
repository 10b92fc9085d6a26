package org.cnnc.examples.onnx;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.UserException;
import org.cnnc.frontend.diagnostic.DiagnosticException;
import org.cnnc.frontend.onnx.OnnxReader;
import org.cnnc.frontend.onnx.OnnxWriter;
import org.cnnc.ir.UnsupportedException;
import org.cnnc.runtime.Model;
import org.cnnc.runtime.Threads;
import org.cnnc.runtime.Workspace;
import org.cnnc.runtime.artifact.Port;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is done to an ONNX file, it is read or refused, and soon; what is read compiles and
 * runs.
 */
class MutatedModelsTest {
  private static final int MUTATIONS = 10_000;

  /** Every so many mutations that are read are compiled, too. */
  private static final int COMPILED = 25;

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Models that ask for more memory, in bytes, are not run. */
  private static final long MEMORY = 64 << 20;

  private static final Path CASES = Path.of("../../shared/data/onnx-cases/cases");

  @TempDir private Path folder;
  private final List<ModelProto> models = new ArrayList<>();

  /** A model of every kind of op, and ONNX's own cases where they are. */
  @BeforeEach
  void readModels() throws IOException {
    for (String kind : RandomOps.kinds()) {
      Path file = folder.resolve("whole.onnx");
      OnnxWriter.write(RandomOps.graph(kind, 0), file);
      models.add(ModelProto.parseFrom(Files.readAllBytes(file)));
    }
    if (Files.exists(CASES)) {
      try (Stream<Path> files = Files.walk(CASES)) {
        for (Path file : files.filter(f -> f.endsWith("model.onnx")).sorted().toList()) {
          models.add(ModelProto.parseFrom(Files.readAllBytes(file)));
        }
      }
    }
  }

  @Test
  void areReadOrRefused() throws IOException {
    int read = 0;
    for (int seed = 0; seed < MUTATIONS; seed++) {
      Path file = folder.resolve("mutated.onnx");
      Files.write(file, new ModelMutator(seed).mutated(models.get(seed % models.size())));
      try {
        assertTimeoutPreemptively(LIMIT, () -> OnnxReader.load(file, Map.of()));
        read++;
        if (read % COMPILED == 0) {
          assertTimeoutPreemptively(LIMIT, () -> compile(file));
        }
      } catch (DiagnosticException | UnsupportedException | UserException _) {
        // The file was refused, as most are.
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertTrue(read > MUTATIONS / 20, "only %d files were read".formatted(read));
  }

  private void compile(Path file) {
    Path library = folder.resolve("mutated.so");
    new Compiler(CompilerOptions.DEFAULT).compile(file, library);
    try (Model model = Model.load(library)) {
      long bytes =
          Stream.concat(model.inputs().stream(), model.outputs().stream())
              .mapToLong(Port::bytes)
              .sum();
      if (bytes + model.manifest().workspaceBytes() > MEMORY) {
        return;
      }
      try (Workspace workspace = model.newWorkspace(Threads.of(1))) {
        model.inputs().forEach(input -> workspace.input(input.name()).segment(1).fill((byte) 0));
        workspace.run(1);
      }
    }
  }
}
