package org.cnnc.optimizer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.Origin;
import org.cnnc.ir.Output;
import org.cnnc.ir.UniqueNames;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.ElementType;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.loop.Space;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.op.Concat;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Identity;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Macs;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.op.Slice;
import org.cnnc.ir.program.Kernel;
import org.cnnc.ir.program.PackedWeight;
import org.cnnc.ir.program.Place;
import org.cnnc.ir.program.Port;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.program.Step;
import org.cnnc.ir.program.Tail;
import org.cnnc.ir.tensor.Value;
import org.cnnc.optimizer.Regions.Region;
import org.cnnc.optimizer.cpu.Schedule;
import org.cnnc.optimizer.layout.Layouts;
import org.cnnc.optimizer.layout.SharedMemory;
import org.cnnc.optimizer.layout.SharedMemory.Part;
import org.cnnc.optimizer.lower.HaloLowering;
import org.cnnc.optimizer.lower.Lowering;
import org.cnnc.optimizer.lower.Operands;
import org.cnnc.optimizer.storage.Constants;
import org.cnnc.optimizer.storage.ElementTypes;

/**
 * Makes a program of a graph whose values have layouts: each node becomes a scheduled kernel and a
 * step, each constant a packed weight, each other value a place.
 */
final class ProgramBuilder {
  private static final int ALIGNMENT = 64;

  private record Draft(int kernel, List<Argument> arguments, Origin origin, long macs) {}

  private final Graph graph;
  private final Layouts layouts;
  private final SharedMemory memory;
  private final Regions regions;
  private final Schedules schedules;
  private final Constants constants;
  private final ElementTypes elements;
  private final Map<Value, Place> pinned = new HashMap<>();
  private final Map<List<Object>, Integer> kernelNumbers = new HashMap<>();
  private final UniqueNames kernelNames = new UniqueNames();
  private final List<Kernel> kernels = new ArrayList<>();
  private final List<Draft> drafts = new ArrayList<>();

  /** The drafts of the tail for so many images. */
  private final Map<Integer, List<Draft>> blocks = new LinkedHashMap<>();

  /** Of what is computed image by image, what the tail reads of several images. */
  private final Set<Value> gathered = new HashSet<>();

  private final List<Optimized.Decision> decisions = new ArrayList<>();
  private final Map<Argument.Weight, PackedWeight> weights = new LinkedHashMap<>();
  private long weightBytes;
  private int steps;

  private ProgramBuilder(Graph graph, Layouts layouts, SharedMemory memory, Schedules schedules) {
    this.graph = graph;
    this.layouts = layouts;
    this.memory = memory;
    this.schedules = schedules;
    this.constants = Constants.of(graph);
    this.elements = ElementTypes.of(graph);
    this.regions = new Regions(graph, layouts, memory, constants, elements);
  }

  static Optimized build(Graph graph, Layouts layouts, SharedMemory memory, Schedules schedules) {
    return new ProgramBuilder(graph, layouts, memory, schedules).build();
  }

  private Optimized build() {
    List<Port> inputs = new ArrayList<>();
    List<Port> outputs = new ArrayList<>();
    for (Output output : graph.outputs()) {
      pinned.put(output.value(), new Place.Output(outputs.size()));
      outputs.add(new Port(output.name(), output.value().type()));
    }
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Input(String name, var type)) {
        pinned.put(node.result(), new Place.Input(inputs.size()));
        inputs.add(new Port(name, type));
      }
    }
    List<Node> tail = schedules.imagesTogether().isEmpty() ? List.of() : tail();
    int head = graph.nodes().size() - tail.size();
    graph.nodes().subList(0, head).forEach(node -> drafts.addAll(steps(node, 1)));
    int first = drafts.size();
    tail.forEach(node -> drafts.addAll(steps(node, 1)));
    if (!tail.isEmpty()) {
      for (int images : schedules.imagesTogether()) {
        blocks.put(images, tail.stream().flatMap(node -> steps(node, images).stream()).toList());
      }
    }
    Places places = places();
    Program program =
        new Program(
            graph.name(),
            inputs,
            outputs,
            List.copyOf(weights.values()),
            weightBytes,
            places.workspaceBytes(),
            kernels,
            placed(drafts, places));
    List<Tail.Block> placedBlocks = new ArrayList<>();
    blocks.forEach(
        (images, block) -> placedBlocks.add(new Tail.Block(images, placed(block, places))));
    Tail placedTail = tail.isEmpty() ? Tail.NONE : new Tail(first, placedBlocks);
    return new Optimized(graph, program.withSteps(program.steps(), placedTail), decisions);
  }

  private Places places() {
    Map<Argument.Weight, Long> offsets = new HashMap<>();
    weights.forEach((argument, weight) -> offsets.put(argument, weight.offset()));
    List<Draft> all = new ArrayList<>(drafts);
    blocks.values().forEach(all::addAll);
    return Places.plan(
        all.stream().map(Draft::arguments).toList(),
        pinned,
        offsets,
        new Places.Gathered(
            gathered, gathered.isEmpty() ? 1 : schedules.imagesTogether().getFirst()),
        regions::bytes);
  }

  private List<Node> tail() {
    TailSearch search = new TailSearch(graph, layouts, regions, constants);
    List<Node> tail = search.tail();
    gathered.addAll(search.gathered(tail));
    gathered.removeAll(pinned.keySet());
    return tail;
  }

  /** The steps of a node, for one image or for so many. */
  private List<Draft> steps(Node node, int images) {
    return switch (node.op()) {
      case Input _ -> List.of();
      case Op _ when constants.contains(node.results().getFirst()) -> List.of();
      case Reshape _ when regions.isAlias(node.result()) -> List.of();
      case Slice slice when isView(slice, node.result()) -> List.of();
      case Concat concat when memory.isMadeOfParts(node.result()) -> copyStrays(node, concat);
      case Op op -> List.of(step(node, op, images));
    };
  }

  /** Whether a slice is read where it lies. */
  private boolean isView(Slice slice, Value y) {
    return memory.part(y).filter(part -> part.whole().equals(slice.input())).isPresent();
  }

  /** Copies the operands of a concatenation that do not lie where they stand in it. */
  private List<Draft> copyStrays(Node node, Concat op) {
    List<Draft> copies = new ArrayList<>();
    int start = 0;
    for (Value x : op.inputs()) {
      Part part = new Part(node.result(), op.axis(), start);
      if (!memory.part(x).equals(Optional.of(part)) && x.type().elements() > 0) {
        int extent = x.type().dim(op.axis());
        Layout layout = layouts.of(node.result()).part(op.axis(), extent);
        Buffer y = buffer("y", x, elements.of(node.result()), layout);
        copies.add(step(node, new Identity(x), y, regions.of(part), 1));
      }
      start += x.type().dim(op.axis());
    }
    return copies;
  }

  private Draft step(Node node, Op op, int images) {
    Value y = node.result();
    return step(node, op, buffer("y", y, images), regions.of(y), images);
  }

  private Draft step(Node node, Op op, Buffer result, Region place, int images) {
    List<Value> values = op.operands();
    List<Buffer> plain = new ArrayList<>();
    Set<Integer> constantOperands = new HashSet<>();
    for (int i = 0; i < values.size(); i++) {
      if (constants.contains(values.get(i))) {
        constantOperands.add(i);
      }
      plain.add(buffer(KernelNames.operand(op, i), values.get(i), images));
    }
    Schedule schedule = schedules.choose(op, new Operands(plain, result), constantOperands);
    if (images == 1) {
      decisions.add(new Optimized.Decision(node, op, schedule));
    }

    List<Buffer> buffers = new ArrayList<>();
    List<Argument> arguments = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      Value value = values.get(i);
      Buffer buffer = plain.get(i);
      if (constantOperands.contains(i)) {
        Layout packed = schedule.packing().getOrDefault(i, buffer.layout());
        buffer = buffer.withLayout(packed);
        arguments.add(weight(value, packed));
      } else {
        arguments.add(argument(regions.of(value), images));
      }
      buffers.add(buffer);
    }
    List<Stmt> nests = new ArrayList<>();
    if (!memory.isOver(node.result(), op)) {
      nests.addAll(HaloLowering.zeros(result));
    }
    Operands operands = new Operands(buffers, result);
    buffers.add(result);
    arguments.add(argument(place, images));
    for (Buffer scratch : schedule.scratch()) {
      buffers.add(scratch);
      arguments.add(new Argument.Scratch(steps, scratch));
    }
    steps++;
    long bytes = buffers.stream().mapToLong(Buffer::bytes).sum();
    Stmt nest = schedule.apply(Lowering.lower(op, operands, schedule.winograd()));
    nests.add(schedules.share(nest, Macs.of(op) * images, bytes));
    String name = KernelNames.kernel(op, result, schedule);
    return new Draft(kernel(name, buffers, Stmt.seq(nests)), arguments, node.origin(), Macs.of(op));
  }

  private static Argument argument(Region region, int images) {
    return images == 1 ? new Argument.Of(region) : new Argument.Together(images, region);
  }

  /** A value as it lies in memory, those of so many images as one. */
  private Buffer buffer(String name, Value value, int images) {
    if (images == 1 || constants.contains(value)) {
      return buffer(name, value, elements.of(value), layouts.of(value));
    }
    return Buffer.global(name, elements.of(value), value.type().withBatch(images).dims());
  }

  private static Buffer buffer(String name, Value value, ElementType element, Layout layout) {
    return new Buffer(name, element, Layouts.imageShape(value.type()), layout, Space.GLOBAL);
  }

  private Argument weight(Value value, Layout layout) {
    Argument.Weight weight = new Argument.Weight(value, layout);
    if (!weights.containsKey(weight)) {
      Constant constant = constants.get(value);
      PackedWeight packed =
          new PackedWeight(
              constant.name(), constant.value(), elements.of(value), layout, weightBytes);
      weights.put(weight, packed);
      weightBytes += Math.ceilDiv(packed.bytes(), ALIGNMENT) * ALIGNMENT;
    }
    return weight;
  }

  /** Steps whose nests are equal share a kernel; a name that is taken gets a number. */
  private int kernel(String name, List<Buffer> parameters, Stmt body) {
    return kernelNumbers.computeIfAbsent(
        List.of(parameters, body),
        key -> {
          kernels.add(new Kernel(kernelNames.unique(name), parameters, body));
          return kernels.size() - 1;
        });
  }

  private static List<Step> placed(List<Draft> drafts, Places places) {
    return drafts.stream()
        .map(
            draft ->
                new Step(
                    draft.kernel(),
                    draft.arguments().stream().map(places::of).toList(),
                    draft.origin(),
                    draft.macs()))
        .toList();
  }
}
