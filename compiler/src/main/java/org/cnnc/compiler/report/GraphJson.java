package org.cnnc.compiler.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cnnc.compiler.drawing.Edge;
import org.cnnc.compiler.drawing.LayeredDrawing;
import org.cnnc.compiler.drawing.Point;
import org.cnnc.compiler.drawing.Size;
import org.cnnc.compiler.explain.Activations;
import org.cnnc.compiler.explain.Explanation;
import org.cnnc.compiler.explain.Fate;
import org.cnnc.compiler.explain.Words;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.Output;
import org.cnnc.ir.SourceSpan;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.tensor.Value;

/** A drawn graph: {@code nodes} with their places, {@code edges} with their routes. */
final class GraphJson {
  /** What most of the work is in. */
  private static final Size LARGE = new Size(208, 42);

  /** A chain of operators. */
  private static final Size STEP = new Size(236, 42);

  private static final Size SMALL = new Size(190, 26);

  private final Graph graph;
  private final List<Node> nodes;
  private final Labels labels;
  private final List<JsonObject> boxes = new ArrayList<>();
  private final List<Size> sizes = new ArrayList<>();

  private GraphJson(Graph graph) {
    this.graph = graph;
    this.nodes = Activations.of(graph).nodes();
    this.labels = new Labels(graph);
  }

  /** The model as it was written; each node says what became of it. */
  static JsonObject written(Explanation explanation) {
    GraphJson json = new GraphJson(explanation.definition().graph());
    for (int i = 0; i < json.nodes.size(); i++) {
      Node node = json.nodes.get(i);
      Category category = Category.of(node.op());
      JsonObject box = json.box(node, category);
      Fate fate = explanation.fates().get(i);
      if (!(node.op() instanceof Input)) {
        box.addProperty("fate", Words.fate(fate));
      }
      box.addProperty("step", step(fate));
      boolean isLarge = category == Category.CONVOLUTION || category == Category.PRODUCT;
      json.add(box, isLarge ? LARGE : SMALL);
    }
    return json.drawn();
  }

  /** The graph that the program was made of; what has no step lies in the memory of others. */
  static JsonObject compiled(Explanation explanation) {
    GraphJson json = new GraphJson(explanation.optimized().graph());
    Map<Value, Integer> steps = new HashMap<>();
    for (int i = 0; i < explanation.optimized().decisions().size(); i++) {
      steps.putIfAbsent(explanation.decision(i).node().results().getFirst(), i);
    }
    for (Node node : json.nodes) {
      JsonObject box = json.box(node, Category.of(node.op()));
      int step = steps.getOrDefault(node.results().getFirst(), -1);
      box.addProperty("step", step);
      if (step >= 0) {
        box.addProperty("name", json.labels.stepName(explanation.decision(step)));
      }
      if (step < 0 && !(node.op() instanceof Input)) {
        box.addProperty("fate", Words.fate(new Fate.InPlace()));
      }
      json.add(box, step < 0 ? SMALL : STEP);
    }
    return json.drawn();
  }

  private static int step(Fate fate) {
    return switch (fate) {
      case Fate.Computed(List<Integer> steps) -> steps.getFirst();
      case Fate.Absorbed(int step, String _, String _) -> step;
      case Fate.InPlace _, Fate.Removed _ -> -1;
    };
  }

  private JsonObject box(Node node, Category category) {
    JsonObject box = new JsonObject();
    box.addProperty("category", category.toString());
    box.addProperty("op", Words.chain(node.op()));
    box.addProperty("window", Labels.window(node.op()));
    box.addProperty("name", Labels.name(node));
    box.addProperty("shape", Labels.shape(node.results().getFirst().type()));
    JsonArray types = new JsonArray();
    node.results().forEach(result -> types.add(result.type().toString()));
    box.add("types", types);
    box.addProperty("text", labels.text(node.op()));
    box.add("places", places(node.origin().spans()));
    return box;
  }

  /** Places as {@code [file, line, column, end column]}, innermost first. */
  static JsonArray places(List<SourceSpan> spans) {
    JsonArray places = new JsonArray();
    for (SourceSpan span : spans) {
      JsonArray place = new JsonArray();
      place.add(span.file());
      place.add(span.line());
      place.add(span.column());
      place.add(span.endColumn());
      places.add(place);
    }
    return places;
  }

  private void add(JsonObject box, Size size) {
    boxes.add(box);
    sizes.add(size);
  }

  private JsonObject drawn() {
    Map<Value, Integer> definitions = new HashMap<>();
    Map<Edge, Value> values = new LinkedHashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      for (Value operand : nodes.get(i).op().operands()) {
        if (definitions.containsKey(operand)) {
          values.putIfAbsent(new Edge(definitions.get(operand), i), operand);
        }
      }
      for (Value result : nodes.get(i).results()) {
        definitions.put(result, i);
      }
    }
    for (Output output : graph.outputs()) {
      JsonObject box = new JsonObject();
      box.addProperty("category", Category.PORT.toString());
      box.addProperty("op", "output");
      box.addProperty("name", output.name());
      box.addProperty("shape", Labels.shape(output.value().type()));
      JsonArray types = new JsonArray();
      types.add(output.value().type().toString());
      box.add("types", types);
      box.addProperty("step", -1);
      values.put(new Edge(definitions.get(output.value()), boxes.size()), output.value());
      add(box, SMALL);
    }
    List<Edge> edges = List.copyOf(values.keySet());
    LayeredDrawing drawing = LayeredDrawing.of(sizes, edges);
    JsonObject json = new JsonObject();
    json.addProperty("width", drawing.width());
    json.addProperty("height", drawing.height());
    json.add("nodes", nodes(drawing));
    JsonArray lines = new JsonArray();
    for (int i = 0; i < edges.size(); i++) {
      lines.add(edge(edges.get(i), values.get(edges.get(i)), drawing.routes().get(i)));
    }
    json.add("edges", lines);
    return json;
  }

  private JsonArray nodes(LayeredDrawing drawing) {
    JsonArray json = new JsonArray();
    for (int i = 0; i < boxes.size(); i++) {
      JsonObject box = boxes.get(i);
      box.addProperty("x", drawing.corners().get(i).x());
      box.addProperty("y", drawing.corners().get(i).y());
      box.addProperty("w", sizes.get(i).width());
      box.addProperty("h", sizes.get(i).height());
      json.add(box);
    }
    return json;
  }

  private static JsonObject edge(Edge edge, Value value, List<Point> route) {
    JsonObject json = new JsonObject();
    json.addProperty("from", edge.from());
    json.addProperty("to", edge.to());
    json.addProperty("type", value.type().toString());
    JsonArray points = new JsonArray();
    for (Point point : route) {
      points.add(point.x());
      points.add(point.y());
    }
    json.add("points", points);
    return json;
  }
}
