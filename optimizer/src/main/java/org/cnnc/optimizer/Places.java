package org.cnnc.optimizer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.program.Place;
import org.cnnc.ir.tensor.Value;
import org.cnnc.optimizer.Regions.Region;
import org.cnnc.optimizer.memory.Live;
import org.cnnc.optimizer.memory.MemoryPlan;

/**
 * Where the arguments of steps lie: what the caller gives and gets where he has it, weights where
 * they are packed, and all else in the workspace, in which memory is used again for what comes
 * later.
 */
final class Places {
  /**
   * What is kept while images are worked on one after the other, since later steps read it of
   * several.
   *
   * @param roots the values that have this memory
   * @param images for how many images it has room
   */
  record Gathered(Set<Value> roots, int images) {
    boolean contains(Argument argument) {
      return argument instanceof Argument.Of(Region(Value root, long _)) && roots.contains(root);
    }
  }

  private final Map<Value, Place> pinned;
  private final Map<Argument.Weight, Long> weights;
  private final Gathered gathered;
  private final ToLongFunction<Value> bytes;
  private final Map<Argument, Long> offsets = new HashMap<>();
  private long workspaceBytes;

  private Places(
      Map<Value, Place> pinned,
      Map<Argument.Weight, Long> weights,
      Gathered gathered,
      ToLongFunction<Value> bytes) {
    this.pinned = pinned;
    this.weights = weights;
    this.gathered = gathered;
    this.bytes = bytes;
  }

  /**
   * Plans the workspace.
   *
   * @param steps the arguments of each step, in the order in which steps are taken
   * @param pinned the places of values that are the caller's
   * @param weights where each constant begins, in bytes from the start of all
   * @param bytes the size of a value's own memory for one image
   */
  static Places plan(
      List<List<Argument>> steps,
      Map<Value, Place> pinned,
      Map<Argument.Weight, Long> weights,
      Gathered gathered,
      ToLongFunction<Value> bytes) {
    Places places = new Places(pinned, weights, gathered, bytes);
    places.plan(steps);
    return places;
  }

  private void plan(List<List<Argument>> steps) {
    Map<Argument, int[]> lives = new LinkedHashMap<>();
    for (int step = 0; step < steps.size(); step++) {
      for (Argument argument : steps.get(step)) {
        if (isInWorkspace(argument)) {
          Argument owner = owner(argument);
          boolean isKept = gathered.contains(owner);
          int first = isKept ? 0 : step;
          int last = isKept ? steps.size() - 1 : step;
          lives.computeIfAbsent(owner, _ -> new int[] {first, last})[1] = last;
        }
      }
    }
    List<Live> buffers = new ArrayList<>();
    lives.forEach((argument, life) -> buffers.add(live(argument, life[0], life[1])));
    MemoryPlan plan = MemoryPlan.plan(buffers);
    int i = 0;
    for (Argument argument : lives.keySet()) {
      offsets.put(argument, plan.offsets().get(i++));
    }
    workspaceBytes = plan.bytes();
  }

  /** The size of the workspace. */
  long workspaceBytes() {
    return workspaceBytes;
  }

  /** Where an argument of one of the steps lies. */
  Place of(Argument argument) {
    return switch (argument) {
      case Argument.Weight weight -> new Place.Weights(weights.get(weight));
      case Argument.Of(Region(Value root, long _)) when pinned.containsKey(root) ->
          pinned.get(root);
      case Argument.Of(Region(Value root, long offset)) when gathered.contains(argument) ->
          new Place.Gathered(offsets.get(owner(argument)) + offset, bytes.applyAsLong(root));
      case Argument.Of(Region(Value _, long offset)) ->
          new Place.Workspace(offsets.get(owner(argument)) + offset);
      case Argument.Together(int _, Region(Value root, long _)) when pinned.containsKey(root) ->
          pinned.get(root);
      case Argument.Together _ -> new Place.Workspace(offsets.get(owner(argument)));
      case Argument.Scratch _ -> new Place.Workspace(offsets.get(argument));
    };
  }

  private boolean isInWorkspace(Argument argument) {
    return switch (argument) {
      case Argument.Of(Region(Value root, long _)) -> !pinned.containsKey(root);
      case Argument.Together(int _, Region(Value root, long _)) -> !pinned.containsKey(root);
      case Argument.Weight _ -> false;
      case Argument.Scratch _ -> true;
    };
  }

  /** The argument that is all of the memory of which this one may be a part. */
  private Argument owner(Argument argument) {
    return switch (argument) {
      case Argument.Of(Region(Value root, long _)) -> new Argument.Of(new Region(root, 0));
      case Argument.Together(int _, Region(Value root, long _))
          when gathered.roots.contains(root) ->
          new Argument.Of(new Region(root, 0));
      case Argument.Together _, Argument.Weight _, Argument.Scratch _ -> argument;
    };
  }

  private Live live(Argument owner, int first, int last) {
    return switch (owner) {
      case Argument.Of(Region(Value root, long _)) -> {
        int images = gathered.contains(owner) ? gathered.images : 1;
        yield new Live(root.toString(), images * bytes.applyAsLong(root), first, last);
      }
      case Argument.Together(int images, Region(Value root, long _)) ->
          new Live(root.toString(), images * bytes.applyAsLong(root), first, last);
      case Argument.Scratch(int _, Buffer buffer) ->
          new Live(buffer.name(), buffer.bytes(), first, last);
      case Argument.Weight _ -> throw new CompilerBug("plan", "a weight in the workspace");
    };
  }
}
