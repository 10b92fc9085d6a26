// The data, what follows from it, and what is selected.

const data = JSON.parse(byId("data").textContent);
const totalFlops = Math.max(1, data.flops);
const totalMs = data.profile ? data.steps.reduce((sum, step) => sum + step.time.ms, 0) : 0;

/** The nodes of the compiled graph by their steps, and the written ones that each step computes. */
const compiledOfStep = new Map();
data.compiled.nodes.forEach((node, i) => { if (node.step >= 0) compiledOfStep.set(node.step, i); });
const writtenOfStep = new Map();
data.written.nodes.forEach((node, i) => {
  if (node.step >= 0) {
    if (!writtenOfStep.has(node.step)) writtenOfStep.set(node.step, []);
    writtenOfStep.get(node.step).push(i);
  }
});

const stepName = (step) => step.name;

/**
 * What is selected: a node of the "written" or the "compiled" graph by its position, and the step that computes it, or -1.
 * Everything that shows a selection listens.
 */
const selection = {
  graph: "written",
  node: -1,
  step: -1,
  listeners: [],

  selectNode(graph, node) {
    const found = data[graph].nodes[node];
    this.set(graph, node, found ? found.step : -1);
  },

  selectStep(step) {
    this.set("compiled", compiledOfStep.get(step) ?? -1, step);
  },

  clear() {
    this.set(this.graph, -1, -1);
  },

  set(graph, node, step) {
    Object.assign(this, { graph, node, step });
    this.listeners.forEach((listener) => listener());
  },

  /** The node of a graph that is selected, or computes or is computed by what is. */
  nodeIn(graph) {
    if (this.node >= 0 && this.graph === graph) return this.node;
    if (this.step < 0) return -1;
    return graph === "compiled" ? compiledOfStep.get(this.step) ?? -1 : (writtenOfStep.get(this.step) ?? [-1])[0];
  },
};
