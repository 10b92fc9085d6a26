package org.cnnc.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.cnnc.runtime.ModelLoadException.Kind;
import org.cnnc.runtime.artifact.Artifact;
import org.cnnc.runtime.artifact.Bundle;
import org.cnnc.runtime.artifact.BundleFile;
import org.cnnc.runtime.artifact.BundleJson;
import org.cnnc.runtime.artifact.Mutation;
import org.cnnc.runtime.artifact.Platform;
import org.cnnc.runtime.artifact.Section;
import org.cnnc.runtime.artifact.WeightsInfo;
import org.cnnc.runtime.internal.Host;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models for several machines in one file. No engine is on the class path of these tests. */
class BundleFileTest {
  private static final long SEED = 20_261_122;
  private static final int MUTATIONS = 3_000;

  @TempDir Path folder;

  @Test
  void layoutIsThatOfTheAbi() throws IOException {
    Path first = noLibrary("first.so", "x86-64");
    Path second = noLibrary("second.cnncl", "opencl");
    Bundle index = ScaleLibrary.bundle(first, second);

    ByteBuffer file =
        ByteBuffer.wrap(Files.readAllBytes(bundle(first, second))).order(ByteOrder.LITTLE_ENDIAN);

    byte[] json = BundleJson.write(index);
    long parts = Files.size(first) + Files.size(second);
    assertEquals(parts + json.length + 64, file.limit());
    assertEquals(ByteBuffer.wrap(Files.readAllBytes(first)), slice(file, 0, Files.size(first)));
    assertEquals(
        ByteBuffer.wrap(Files.readAllBytes(second)),
        slice(file, Files.size(first), Files.size(second)));
    assertEquals(ByteBuffer.wrap(json), slice(file, parts, json.length));
    ByteBuffer trailer = slice(file, parts + json.length, 64).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals("CNNCBDL1", StandardCharsets.US_ASCII.decode(trailer.slice(0, 8)).toString());
    assertEquals(1, trailer.getInt(8));
    assertEquals(0, trailer.getInt(12));
    assertEquals(parts, trailer.getLong(16));
    assertEquals(json.length, trailer.getLong(24));
  }

  private static ByteBuffer slice(ByteBuffer file, long at, long bytes) {
    return file.slice(Math.toIntExact(at), Math.toIntExact(bytes));
  }

  @Test
  void partsAreFoundWhereTheyLie() throws Exception {
    Path first = noLibrary("first.so", "x86-64");
    Path second = noLibrary("second.cnncl", "opencl");
    Path file = bundle(first, second);

    BundleFile bundle = BundleFile.read(file);

    assertTrue(BundleFile.isAt(file));
    assertEquals(
        new Section(file, Files.size(first), Files.size(second)),
        bundle.section(bundle.index().libraries().getLast()));
  }

  @Test
  void theNativePartIsTakenUnlessADeviceIsAskedFor() throws IOException {
    Path here = ScaleLibrary.build(folder, "here.so", 3);
    Path kernels = noLibrary("kernels.cnncl", "opencl");
    for (Path file : List.of(bundle(here, kernels), bundle(kernels, here))) {
      ScaleLibrary.assertScales(3, Model.load(file));
      ScaleLibrary.assertScales(3, Model.load(file, "cpu"));

      DeviceException e = assertThrows(DeviceException.class, () -> Model.load(file, "gpu"));
      assertEquals(DeviceException.Kind.NO_DRIVER, e.kind());
      assertTrue(e.getMessage().contains("add cnnc-backend-opencl"), e.getMessage());
    }
  }

  @Test
  void aDeviceNeedsAPartForOpenCl() throws IOException {
    Path file = bundle(ScaleLibrary.build(folder, "here.so", 3));

    DeviceException e = assertThrows(DeviceException.class, () -> Model.load(file, "gpu"));

    assertEquals(DeviceException.Kind.NO_DEVICE, e.kind());
    assertEquals(
        file
            + ": compiled for CPUs alone, it does not run on `gpu`; compile it with --target opencl",
        e.getMessage());
  }

  @Test
  void whereNoLibraryFitsOpenClIsBetterThanNothing() throws IOException {
    Bundle bundle =
        ScaleLibrary.bundle(
            ScaleLibrary.build(folder, "v4.so", 4, "avx512f"),
            noLibrary("kernels.cnncl", "opencl"));

    LibraryChoice choice =
        new LibraryChoice("x", bundle, new Host("x86-64", "linux", Set.of("avx2")));

    assertEquals("kernels.cnncl", choice.choose("auto").file());
    LibraryChoice fits =
        new LibraryChoice("x", bundle, new Host("x86-64", "linux", Set.of("avx512f")));
    assertEquals("v4.so", fits.choose("auto").file());
    assertEquals("kernels.cnncl", fits.choose("0").file());
  }

  @Test
  void ofSeveralForOpenClTheOneThatSuitsTheDeviceIsTaken() {
    List<Bundle.Library> libraries =
        List.of(kernels("opencl:mobile"), kernels("opencl"), kernels("opencl:desktop"));

    for (String cpu : List.of("opencl", "opencl:desktop", "opencl:mobile")) {
      List<String> targets = List.of("other", cpu, "opencl");
      assertEquals(kernels(cpu), LibraryChoice.best(libraries, targets));
    }
    assertEquals(libraries.getFirst(), LibraryChoice.best(libraries, List.of("other")));
  }

  private static Bundle.Library kernels(String cpu) {
    return new Bundle.Library(
        cpu, 1, "0".repeat(64), new Platform("opencl", "any", cpu, List.of()));
  }

  @Test
  void aDeviceIsLookedForWhereThereAreSeveralForOpenCl() throws IOException {
    Path file = bundle(noLibrary("a.cnncl", "opencl"), noLibrary("b.cnncl", "opencl"));

    DeviceException e = assertThrows(DeviceException.class, () -> Model.load(file, "gpu"));

    assertEquals(DeviceException.Kind.NO_DRIVER, e.kind());
  }

  @Test
  void whereTheKernelRefusesTilesTheNextLibraryIsTaken() throws IOException {
    assumeFalse(Host.current().flags().contains("amx_tile"), "this kernel permits them");
    Bundle bundle =
        ScaleLibrary.bundle(
            ScaleLibrary.build(folder, "tiles.so", 4, "amx-tile", "avx2"),
            ScaleLibrary.build(folder, "v3.so", 3, "avx2"));

    Host host = new Host("x86-64", "linux", Set.of("amx_tile", "avx2"));

    assertEquals("v3.so", new LibraryChoice("x", bundle, host).choose("auto").file());
  }

  @Test
  void aDamagedPartIsRefusedByItsName() throws IOException {
    Path here = ScaleLibrary.build(folder, "here.so", 3);
    Path file = bundle(noLibrary("kernels.cnncl", "opencl"), here);
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) Files.size(folder.resolve("kernels.cnncl")) + 100] ^= 1;
    Files.write(file, bytes);

    ModelLoadException e = assertThrows(ModelLoadException.class, () -> Model.load(file));

    assertEquals(Kind.DAMAGED, e.kind());
    assertTrue(e.getMessage().startsWith(file + ": here.so: damaged: "), e.getMessage());
  }

  @Test
  void aPartThatIsNotTheOneOfTheIndexIsRefused() throws IOException {
    Path here = ScaleLibrary.build(folder, "here.so", 3);
    Bundle index = ScaleLibrary.bundle(here);
    Path other = ScaleLibrary.build(folder, "here.so", 5);
    Path file = folder.resolve("model.cnnb");
    BundleFile.write(file, index, List.of(other));

    ModelLoadException e = assertThrows(ModelLoadException.class, () -> Model.load(file));

    assertEquals(Kind.DAMAGED, e.kind(), e.getMessage());
  }

  @Test
  void everyMutationIsRefused() throws IOException {
    Random random = new Random(SEED);
    Path file = bundle(noLibrary("here.so", ScaleLibrary.manifest().platform().arch()));
    byte[] good = Files.readAllBytes(file);
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] bytes = Mutation.mutate(good, random);
      if (Arrays.equals(bytes, good)) {
        continue;
      }
      Files.write(file, bytes);
      try (Model model = Model.load(file)) {
        fail("mutation %d of seed %d was loaded: %s".formatted(i, SEED, model));
      } catch (ModelLoadException e) {
        String message = e.getMessage();
        assertTrue(message.startsWith(file + ": ") && !message.contains("\n"), message);
        // What is whole is mapped, and is no library.
        assertTrue(e.kind() != Kind.NOT_MAPPABLE, message);
      }
    }
  }

  /** An artifact that is refused as soon as it is mapped. */
  private Path noLibrary(String name, String arch) throws IOException {
    byte[] payload = new byte[500];
    new Random(SEED).nextBytes(payload);
    Path file = Files.write(folder.resolve(name), payload);
    Artifact.append(
        file,
        ScaleLibrary.manifest(
            new Platform(arch, "linux", "generic", List.of()),
            new WeightsInfo(0, true, "0".repeat(64))));
    return file;
  }

  private Path bundle(Path... parts) throws IOException {
    Path file = folder.resolve("model.cnnb");
    BundleFile.write(file, ScaleLibrary.bundle(parts), List.of(parts));
    return file;
  }
}
