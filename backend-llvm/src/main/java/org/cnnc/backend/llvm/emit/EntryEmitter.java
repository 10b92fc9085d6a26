package org.cnnc.backend.llvm.emit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.cnnc.ir.program.Kernel;
import org.cnnc.ir.program.Place;
import org.cnnc.ir.program.Port;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.program.Step;
import org.cnnc.ir.program.Tail;
import org.cnnc.ir.spi.Descriptor;

/** Writes what a caller of the library reaches: the descriptor and {@code run}. */
final class EntryEmitter {
  // The call's fields, see docs/ABI.md.
  private static final int INPUTS = 0;
  private static final int OUTPUTS = 8;
  private static final int WORKSPACE = 16;
  private static final int WEIGHTS = 24;
  private static final int BATCH = 32;
  private static final int THREAD = 40;
  private static final int THREADS = 44;
  private static final int BARRIER = 48;

  // What run returns.
  private static final int OK = 0;
  private static final int BAD_THREAD = 1;
  private static final int BAD_BATCH = 2;
  private static final int NULL_POINTER = 3;

  private static final Value ZERO = Value.of(0L);

  /** C's {@code timespec} on 64-bit Linux: seconds and nanoseconds, a long each. */
  private static final int TIMESPEC_BYTES = 16;

  private final Program program;
  private final Symbols symbols;
  private final Code code;

  private EntryEmitter(Program program, Symbols symbols, Code code) {
    this.program = program;
    this.symbols = symbols;
    this.code = code;
  }

  /** The descriptor and the data that it points to. */
  static String globals(Program program, Descriptor descriptor) {
    int bytes = descriptor.manifest().getBytes(StandardCharsets.UTF_8).length;
    Symbols symbols = new Symbols(descriptor.symbol());
    StringBuilder text = new StringBuilder();
    if (isEmbedded(program)) {
      text.append(
          "@%s = external hidden constant [%d x i8], align 64\n"
              .formatted(symbols.weights(), program.weightBytes()));
    }
    text.append(
        "@cnnc.manifest = private unnamed_addr constant [%d x i8] c\"%s\\00\"\n"
            .formatted(bytes + 1, LlvmEmitter.escape(descriptor.manifest())));
    text.append(
        """
        @%s = constant { i32, i32, ptr, i64, ptr, ptr } \
        { i32 1, i32 %d, ptr @cnnc.manifest, i64 %d, ptr @cnnc.run, ptr %s }
        """
            .formatted(
                symbols.descriptor(),
                bytes,
                program.workspaceBytes(),
                PreparationEmitter.entry(program)));
    return text.toString();
  }

  /**
   * Whether the library holds the weights. A program without their data, but with a size, finds
   * them through the call.
   */
  private static boolean isEmbedded(Program program) {
    return !program.weights().isEmpty();
  }

  /**
   * All images, one after the other; for each all steps, the threads meeting in between. Where the
   * last steps can be taken for several images, so many are worked on together.
   */
  static String run(Program program, Symbols symbols, ModuleParts module) {
    Code code = new Code(module);
    new EntryEmitter(program, symbols, code).run();
    return "define internal i32 @cnnc.run(ptr %%call) #0 {\n%s}\n".formatted(code);
  }

  /** The fields of the call. */
  private record Call(
      Value inputs,
      Value outputs,
      Value workspace,
      Value weights,
      Value batch,
      Value thread,
      Value threads,
      Value barrier) {}

  private void run() {
    Call call =
        new Call(
            field(Type.PTR, INPUTS),
            field(Type.PTR, OUTPUTS),
            field(Type.PTR, WORKSPACE),
            field(Type.PTR, WEIGHTS),
            field(Type.I64, BATCH),
            field(Type.I32, THREAD),
            field(Type.I32, THREADS),
            field(Type.PTR, BARRIER));
    check(call);
    Value barrier = threadState(call);
    List<Value> inputs = tensors(call.inputs, program.inputs());
    List<Value> outputs = tensors(call.outputs, program.outputs());
    code.branch("start");
    code.label("start");
    TileEmitter.begin(code);
    Team team = new Team(call.thread, call.threads, barrier);
    Bases bases =
        new Bases(
            inputs,
            outputs,
            isEmbedded(program) ? new Value(Type.PTR, "@" + symbols.weights()) : call.weights,
            call.workspace,
            ZERO);
    if (program.tail().blocks().isEmpty()) {
      eachImage("start", program.steps(), bases, new Span(ZERO, call.batch, false), team);
    } else {
      eachGroup(bases, call.batch, team);
    }
    TileEmitter.end(code);
    code.line("ret i32 " + OK);
  }

  /** The threads of a run: which one this is, of how many, and where they meet. */
  private record Team(Value thread, Value threads, Value barrier) {
    String meet() {
      return ThreadFunctions.meet(barrier, threads);
    }
  }

  /**
   * Some images of a batch, one at least.
   *
   * @param first the number of the first of them
   * @param together whether later steps take all of them at once
   */
  private record Span(Value first, Value count, boolean together) {}

  /**
   * Steps for images one after the other.
   *
   * @param before the block that comes before
   */
  private void eachImage(String before, List<Step> steps, Bases bases, Span span, Team team) {
    code.branch("image");
    code.label("image");
    Value number = new Value(Type.I64, "%image.number");
    code.line("%%image.number = phi i64 [ 0, %%%s ], [ %%image.next, %%again ]".formatted(before));
    Value image = span.first.equals(ZERO) ? number : code.binary("add nuw nsw", span.first, number);
    Value gathered = span.together ? number : ZERO;
    steps(steps, bases.of(images(bases, image), gathered), team);
    code.line("%image.next = add nuw nsw i64 %image.number, 1");
    Value next = new Value(Type.I64, "%image.next");
    code.branch(code.compare("icmp slt", next, span.count), "again", "images.end");
    code.label("again");
    code.line(team.meet());
    code.branch("image");
    code.label("images.end");
  }

  /**
   * Images in groups as large as there are blocks of steps for: the first steps for each of them,
   * then the last ones for all.
   */
  private void eachGroup(Bases bases, Value batch, Team team) {
    Tail tail = program.tail();
    code.branch("group");
    code.label("group");
    Value first = new Value(Type.I64, "%group.first");
    code.line("%group.first = phi i64 [ 0, %start ], [ %group.next, %group.again ]");
    Value left = code.binary("sub nuw nsw", batch, first);
    Value count = Value.of(1L);
    for (Tail.Block block : tail.blocks().reversed()) {
      Value images = Value.of((long) block.images());
      count = code.select(code.compare("icmp sge", left, images), images, count);
    }
    if (tail.first() > 0) {
      List<Step> steps = program.steps().subList(0, tail.first());
      eachImage("group", steps, bases, new Span(first, count, true), team);
      code.line(team.meet());
    }
    Bases atFirst = bases.of(images(bases, first), ZERO);
    for (Tail.Block block : tail.blocks()) {
      String stem = "images." + block.images();
      Value taken = code.compare("icmp eq", count, Value.of((long) block.images()));
      code.branch(taken, stem, stem + ".not");
      code.label(stem);
      steps(block.steps(), atFirst, team);
      code.branch("group.end");
      code.label(stem + ".not");
    }
    List<Step> all = program.steps();
    steps(all.subList(tail.first(), all.size()), atFirst, team);
    code.branch("group.end");
    code.label("group.end");
    Value next = new Value(Type.I64, "%group.next");
    code.line("%%group.next = add nuw nsw i64 %%group.first, %s".formatted(count.text()));
    code.branch(code.compare("icmp slt", next, batch), "group.again", "end");
    code.label("group.again");
    code.line(team.meet());
    code.branch("group");
    code.label("end");
  }

  /** Steps one after the other, the threads meeting in between where that is needed. */
  private void steps(List<Step> steps, Bases bases, Team team) {
    for (int s = 0; s < steps.size(); s++) {
      if (s > 0) {
        // Times are taken of steps that all have finished.
        int free = program.timed() ? 1 : steps.get(s).barrierFreeThreads();
        ThreadFunctions.meet(code, team.barrier, team.threads, free);
      }
      stamp(s, bases, team);
      step(steps.get(s), bases, team);
    }
    if (program.timed()) {
      // Else the last step's time would be that of the first thread's share.
      code.line(team.meet());
    }
    stamp(steps.size(), bases, team);
  }

  /** Returns where the call cannot be run, or where there is nothing to do. */
  private void check(Call call) {
    returnIf(code.compare("icmp slt", call.threads, i32(1)), BAD_THREAD);
    // Unsigned, negative numbers are large: one comparison finds them too.
    returnIf(code.compare("icmp uge", call.thread, call.threads), BAD_THREAD);
    boolean batched = ports().allMatch(p -> p.type().isBatched());
    returnIf(
        batched
            ? code.compare("icmp slt", call.batch, Value.of(0L))
            : code.compare("icmp ne", call.batch, Value.of(1L)),
        BAD_BATCH);
    returnIf(code.compare("icmp eq", call.batch, Value.of(0L)), OK);
    if (program.workspaceBytes() > 0) {
      returnIf(isNull(call.workspace), NULL_POINTER);
    }
    if (program.weightBytes() > 0 && !isEmbedded(program)) {
      returnIf(isNull(call.weights), NULL_POINTER);
    }
    Value several = code.compare("icmp ne", call.threads, i32(1));
    returnIf(code.binary("and", several, isNull(call.barrier)), NULL_POINTER);
  }

  /** The barrier's memory; a thread by itself, which meets nobody, has its own on the stack. */
  private Value threadState(Call call) {
    Value own = code.stack("alone", Type.Scalar.I8, ThreadFunctions.bytes(1));
    code.line(
        "store [%1$d x i8] zeroinitializer, %2$s, align 64"
            .formatted(ThreadFunctions.bytes(1), own.typed()));
    return code.select(code.compare("icmp eq", call.threads, i32(1)), own, call.barrier);
  }

  private Stream<Port> ports() {
    return Stream.concat(program.inputs().stream(), program.outputs().stream());
  }

  /**
   * Where the places of steps begin, for the image that is worked on.
   *
   * @param gathered how many images before it are worked on together with it
   */
  private record Bases(
      List<Value> inputs, List<Value> outputs, Value weights, Value workspace, Value gathered) {
    Bases of(Images image, Value before) {
      return new Bases(image.inputs, image.outputs, weights, workspace, before);
    }
  }

  /** Where an image begins in inputs and outputs. */
  private record Images(List<Value> inputs, List<Value> outputs) {}

  private Images images(Bases bases, Value image) {
    return new Images(
        images(bases.inputs, program.inputs(), image),
        images(bases.outputs, program.outputs(), image));
  }

  private void step(Step step, Bases bases, Team team) {
    Kernel kernel = program.kernels().get(step.kernel());
    if (!step.origin().toString().isEmpty()) {
      code.comment(step.origin().toString());
    }
    List<Value> arguments = new ArrayList<>();
    for (Place place : step.arguments()) {
      arguments.add(
          switch (place) {
            case Place.Input(int index) -> bases.inputs.get(index);
            case Place.Output(int index) -> bases.outputs.get(index);
            case Place.Weights(long offset) -> bytes(bases.weights, Value.of(offset));
            case Place.Workspace(long offset) -> bytes(bases.workspace, Value.of(offset));
            case Place.Gathered(long offset, long imageBytes) ->
                bytes(
                    bytes(bases.workspace, Value.of(offset)),
                    code.binary("mul nuw nsw", bases.gathered, Value.of(imageBytes)));
          });
    }
    arguments.addAll(List.of(team.thread, team.threads, team.barrier));
    code.line(
        "call void %s(%s)"
            .formatted(
                LlvmEmitter.functionName(kernel), Code.typed(arguments.toArray(Value[]::new))));
  }

  /** Writes down the time, in a timed program: all threads have met. */
  private void stamp(int number, Bases bases, Team team) {
    if (program.timed()) {
      Value place = bytes(bases.outputs.getLast(), Value.of((long) TIMESPEC_BYTES * number));
      code.line("call void @cnnc.stamp(%s)".formatted(Code.typed(place, team.thread)));
    }
  }

  private Value field(Type type, int offset) {
    Value call = new Value(Type.PTR, "%call");
    return code.load(type, bytes(call, Value.of((long) offset)), type.equals(Type.I32) ? 4 : 8);
  }

  private Value bytes(Value pointer, Value offset) {
    return code.offset(pointer, Type.Scalar.I8, offset);
  }

  private static Value i32(int value) {
    return new Value(Type.I32, Integer.toString(value));
  }

  private Value isNull(Value pointer) {
    return code.compare("icmp eq", pointer, new Value(Type.PTR, "null"));
  }

  private void returnIf(Value condition, int status) {
    String stem = code.fresh("check");
    code.branch(condition, stem + ".failed", stem + ".passed");
    code.label(stem + ".failed");
    code.line("ret i32 " + status);
    code.label(stem + ".passed");
  }

  /** The pointers of an array of them, each checked. */
  private List<Value> tensors(Value array, List<Port> ports) {
    if (!ports.isEmpty()) {
      returnIf(isNull(array), NULL_POINTER);
    }
    List<Value> tensors = new ArrayList<>();
    for (int i = 0; i < ports.size(); i++) {
      Value tensor = code.load(Type.PTR, bytes(array, Value.of(8L * i)), 8);
      if (ports.get(i).type().elements() > 0) {
        returnIf(isNull(tensor), NULL_POINTER);
      }
      tensors.add(tensor);
    }
    return tensors;
  }

  private List<Value> images(List<Value> tensors, List<Port> ports, Value image) {
    List<Value> images = new ArrayList<>();
    for (int i = 0; i < ports.size(); i++) {
      Value imageBytes = Value.of(ports.get(i).imageBytes());
      images.add(
          ports.get(i).type().isBatched()
              ? bytes(tensors.get(i), code.binary("mul nuw nsw", image, imageBytes))
              : tensors.get(i));
    }
    return images;
  }

  /** Stores the time that the first thread sees; empty for a program that takes none. */
  static String stamp(Program program, ModuleParts module) {
    if (!program.timed()) {
      return "";
    }
    module.declare("declare i32 @clock_gettime(i32, ptr)");
    // 1 is Linux's CLOCK_MONOTONIC.
    return """
        define internal void @cnnc.stamp(ptr %time, i32 %thread) #0 {
        entry:
          %first = icmp eq i32 %thread, 0
          br i1 %first, label %take, label %end
        take:
          %ignored = call i32 @clock_gettime(i32 1, ptr %time)
          br label %end
        end:
          ret void
        }
        """;
  }
}
