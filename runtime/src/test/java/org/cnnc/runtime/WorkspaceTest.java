package org.cnnc.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.cnnc.runtime.artifact.Manifest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkspaceTest {
  @TempDir static Path folder;
  private static Model model;

  @BeforeAll
  static void load() throws IOException {
    model = Model.load(ScaleLibrary.build(folder, "scale.so", 2));
  }

  @AfterAll
  static void close() {
    if (model != null) {
      model.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void everyNumberOfThreadsGivesTheSame(int threads) {
    checkBatches(model, threads);
  }

  @Test
  void smallModelRunsOnTheCallersThreadAlone() throws IOException {
    Manifest manifest = ScaleLibrary.smallManifest();
    Path file = ScaleLibrary.build(folder, "small.so", manifest, manifest, "-DFACTOR=2");
    try (Model small = Model.load(file)) {
      checkBatches(small, 3);
    }
  }

  private static void checkBatches(Model model, int threads) {
    try (Workspace w = model.newWorkspace(Threads.of(threads))) {
      for (int batch : new int[] {1, 3, 0, 17, 32}) {
        float[] image = image(batch);
        w.input("image").copyFrom(image);
        w.run(batch);
        assertEquals(batch, w.output("scores").images());
        assertArrayEquals(twice(image), w.output("scores").toFloatArray());
      }
    }
  }

  @Test
  void allKindsOfSourcesGiveTheSame() {
    float[] image = image(2);
    try (Workspace w = model.newWorkspace(Threads.of(1));
        Arena arena = Arena.ofConfined()) {
      InputTensor input = w.input("image");
      ByteBuffer foreign = ByteBuffer.allocateDirect(4 * image.length).order(foreignOrder());
      foreign.asFloatBuffer().put(image);
      List<Runnable> copies =
          List.of(
              () -> input.copyFrom(image),
              () -> input.copyFrom(FloatBuffer.wrap(image)),
              () -> input.copyFrom(foreign.asFloatBuffer()),
              () -> input.copyFrom(arena.allocateFrom(ValueLayout.JAVA_FLOAT, image)),
              () -> input.segment(2).copyFrom(MemorySegment.ofArray(image)));
      for (Runnable copy : copies) {
        input.copyFrom(new float[2 * ScaleLibrary.WIDTH]);
        copy.run();
        w.run();
        assertArrayEquals(twice(image), w.output("scores").toFloatArray());
        float[] target = new float[image.length];
        w.output("scores").copyTo(target);
        assertArrayEquals(twice(image), target);
        assertArrayEquals(
            twice(image), w.output("scores").segment().toArray(ValueLayout.JAVA_FLOAT));
      }
    }
  }

  @Test
  void bufferPositionCountsAndStays() {
    FloatBuffer buffer = FloatBuffer.wrap(image(3)).position(4).limit(8);
    try (Workspace w = model.newWorkspace(Threads.of(1))) {
      w.input("image").copyFrom(buffer);
      w.run(1);
      assertArrayEquals(new float[] {8, 10, 12, 14}, w.output("scores").toFloatArray());
      assertEquals(4, buffer.position());
    }
  }

  @Test
  void runsTheFirstImagesOfALargerInput() {
    try (Workspace w = model.newWorkspace(Threads.of(2), 8)) {
      w.input("image").copyFrom(image(8));
      w.run(2);
      assertArrayEquals(twice(image(2)), w.output("scores").toFloatArray());
      w.run();
      assertArrayEquals(twice(image(8)), w.output("scores").toFloatArray());
    }
  }

  /**
   * In ten thousand runs not one byte. The JVM itself allocates now and then on behalf of a thread,
   * when it compiles a method handle anew, so the best of a few rounds counts.
   */
  @Test
  void runAllocatesNothingOnTheHeap() {
    try (Workspace w = model.newWorkspace(Threads.of(2))) {
      w.input("image").copyFrom(image(2));
      long least = Long.MAX_VALUE;
      for (int round = 0; round < 20 && least > 0; round++) {
        least = Math.min(least, bytesOfTenThousandRuns(w));
      }
      assertEquals(0, least, "bytes allocated in 10,000 runs");
    }
  }

  private static long bytesOfTenThousandRuns(Workspace w) {
    var bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long worker = workerOf("cnnc-Scale-1").threadId();
    long callerBefore = bean.getCurrentThreadAllocatedBytes();
    long workerBefore = bean.getThreadAllocatedBytes(worker);
    for (int i = 0; i < 10_000; i++) {
      w.run(2);
    }
    long ofWorker = bean.getThreadAllocatedBytes(worker) - workerBefore;
    return ofWorker + bean.getCurrentThreadAllocatedBytes() - callerBefore;
  }

  @Test
  void workersEndWithTheWorkspace() {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    List<Thread> workers;
    try (Workspace w = model.newWorkspace(Threads.of(4))) {
      w.input("image").copyFrom(image(1));
      w.run(1);
      workers = new ArrayList<>(Thread.getAllStackTraces().keySet());
      workers.removeAll(before);
      assertEquals(3, workers.size());
      assertTrue(workers.stream().allMatch(Thread::isDaemon));
    }
    assertTrue(workers.stream().noneMatch(Thread::isAlive));
  }

  @Test
  void workersWakeAfterALongPause() throws InterruptedException {
    try (Workspace w = model.newWorkspace(Threads.of(2))) {
      w.input("image").copyFrom(image(1));
      for (int i = 0; i < 20; i++) {
        w.run(1);
        // Longer than workers spin, so that they park.
        Thread.sleep(5);
      }
      assertArrayEquals(twice(image(1)), w.output("scores").toFloatArray());
    }
  }

  @Test
  void runsInAnInterruptedThread() {
    try (Workspace w = model.newWorkspace(Threads.of(2))) {
      w.input("image").copyFrom(image(1));
      Thread.currentThread().interrupt();
      w.run(1);
      assertArrayEquals(twice(image(1)), w.output("scores").toFloatArray());
    }
    assertTrue(Thread.interrupted(), "the interrupt is still pending");
  }

  @Test
  void manyThreadsShareAModel() throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(6)) {
      List<Future<?>> done = new ArrayList<>();
      for (int t = 0; t < 6; t++) {
        int batch = t + 1;
        done.add(
            pool.submit(
                () -> {
                  try (Workspace w = model.newWorkspace(Threads.of(1 + batch % 2))) {
                    w.input("image").copyFrom(image(batch));
                    for (int i = 0; i < 300; i++) {
                      w.run(batch);
                      assertArrayEquals(twice(image(batch)), w.output("scores").toFloatArray());
                    }
                  }
                }));
      }
      for (Future<?> future : done) {
        future.get();
      }
    }
  }

  @Test
  @Timeout(60)
  void oneWorkspaceIsForOneThreadAtATime() throws InterruptedException {
    var stop = new AtomicBoolean();
    try (Workspace w = model.newWorkspace(Threads.of(1))) {
      w.input("image").segment(1 << 16);
      Thread other =
          new Thread(
              () -> {
                while (!stop.get()) {
                  try {
                    w.run(1 << 16);
                  } catch (ConcurrentUseException _) {
                    // This thread, not the test's, came second.
                  }
                }
              });
      other.start();
      // However the two are scheduled, at some time this thread comes while the other one runs.
      ConcurrentUseException refusal = null;
      while (refusal == null) {
        try {
          w.run(1);
        } catch (ConcurrentUseException e) {
          refusal = e;
        }
      }
      stop.set(true);
      other.join();
      assertTrue(refusal.getMessage().contains("one of its own"), refusal.getMessage());
      w.run(1);
    }
  }

  @Test
  void handlesAreTheSameEachTime() {
    try (Workspace w = model.newWorkspace(Threads.of(1));
        Workspace other = model.newWorkspace(Threads.of(1))) {
      assertSame(w.input("image"), w.input("image"));
      assertNotSame(w.input("image"), other.input("image"));
    }
  }

  static float[] image(int batch) {
    float[] image = new float[batch * ScaleLibrary.WIDTH];
    for (int i = 0; i < image.length; i++) {
      image[i] = i;
    }
    return image;
  }

  static float[] twice(float[] image) {
    float[] result = image.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] *= 2;
    }
    return result;
  }

  private static Thread workerOf(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(name))
        .collect(Collectors.collectingAndThen(Collectors.toList(), List::getFirst));
  }

  private static ByteOrder foreignOrder() {
    return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
        ? ByteOrder.BIG_ENDIAN
        : ByteOrder.LITTLE_ENDIAN;
  }
}
