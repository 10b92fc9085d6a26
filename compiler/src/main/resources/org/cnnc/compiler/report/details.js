// What is to be known of the selected layer or kernel.

const details = {
  show() {
    const panel = byId("details");
    const node = selection.node >= 0 ? data[selection.graph].nodes[selection.node] : undefined;
    const parts = [];
    if (node && selection.graph === "written") parts.push(...this.written(node));
    else if (selection.step >= 0) parts.push(...this.step(selection.step));
    else if (node) parts.push(...this.free(node));
    panel.classList.toggle("empty", parts.length === 0);
    panel.replaceChildren(...(parts.length > 0 ? parts : this.nothing()));
    panel.scrollTop = 0;
  },

  nothing() {
    return [
      html("h2", {}, data.model),
      data.doc ? html("p", {}, data.doc) : undefined,
      html("p", { class: "muted" }, "Select a layer or a kernel: shapes, schedule, the reasons for it, its source. "
        + "Keys: / searches, arrows walk along the graph, + and - zoom, 0 fits."),
      this.section("Compiled for"),
      this.pairs([
        ["CPU", data.target.cpu],
        ["vectors", `${data.target.vectorRegisters} of ${data.target.vectorBits} bits`],
        ...(data.target.hasTiles ? [["matrix unit", "tiles of bfloat16"]] : []),
        ["compiler", data.compiler],
      ]),
    ].filter(Boolean);
  },

  head(title, subtitle) {
    return [
      html("div", { class: "head" },
        html("h2", {}, title),
        html("button", { class: "tool close", type: "button", "aria-label": "Close", on: { click: () => selection.clear() } }, "\u00d7")),
      html("p", { class: "muted" }, subtitle),
    ];
  },

  section: (title) => html("h3", {}, title),

  pairs: (rows) => html("dl", { class: "pairs" }, rows.map(([name, value]) => [html("dt", {}, name), html("dd", {}, value)])),

  link: (text, action) => html("button", { class: "link", type: "button", on: { click: action } }, text),

  /** An operator as it was written. */
  written(node) {
    const parts = [...this.head(node.name || node.op, node.op + (node.window ? ` ${node.window}` : ""))];
    parts.push(this.pairs([[node.types.length > 1 ? "results" : "result", node.types.join(", ")]]));
    if (node.fate) {
      parts.push(this.section("Compiled"), html("p", {}, node.fate));
      if (node.step >= 0) {
        parts.push(html("p", {}, this.link(`kernel ${node.step}: ${data.steps[node.step].kernel}`,
          () => { selection.selectStep(node.step); graphView.use("compiled"); })));
      }
    }
    if (node.text) parts.push(this.section("Operator"), html("p", { class: "code" }, node.text));
    parts.push(...this.source(node.places ?? []));
    if (node.step >= 0) parts.push(...this.kernel(data.steps[node.step]));
    return parts;
  },

  /** A node of the compiled graph for which nothing runs. */
  free(node) {
    const parts = [...this.head(node.name || node.op, node.op), this.pairs([["type", node.types.join(", ")]])];
    if (node.fate) parts.push(html("p", {}, node.fate));
    parts.push(...this.source(node.places ?? []));
    return parts;
  },

  step(index) {
    const step = data.steps[index];
    const parts = [...this.head(stepName(step), `kernel ${index}: ${step.op}`), ...this.source(step.places)];
    if (step.fused.length > 0) {
      parts.push(this.section("Computed with it"), html("ul", {}, step.fused.map((each) => html("li", {},
        this.link(each.layer, () => { selection.selectNode("written", each.node); graphView.use("written"); }),
        html("span", { class: "muted" }, ` ${each.how.replace(` ${stepName(step)}`, " this")}`)))));
    }
    parts.push(...this.kernel(step));
    parts.push(this.section("Operator"), html("p", { class: "code" }, step.text));
    return parts;
  },

  /** What a kernel does, how, and why so. */
  kernel(step) {
    const parts = [this.section("Kernel"), html("p", { class: "code" }, step.kernel)];
    const work = [
      ["result", step.output],
      ["work", step.flops === 0 ? "no multiply-adds" : `${flops(step.flops)}, ${percent(step.flops / totalFlops)} of the model`],
      ["memory", `${bytes(step.bytes)} read and written`],
    ];
    if (step.flops > 0) work.push(["intensity", `${significant(step.flops / Math.max(1, step.bytes))} FLOP/B`]);
    if (step.time) {
      work.push(["time", `${milliseconds(step.time.ms)}, ${percent(step.time.percent / 100)} of a run`]);
      work.push(["rate", step.flops > 0 ? `${significant(step.time.gflops)} GFLOP/s` : `${significant(step.time.gbytes)} GB/s`]);
      work.push(["roofline", `${step.time.roofline_percent.toFixed(0)} %`]);
    }
    parts.push(this.pairs(work), this.section("Schedule"), html("p", { class: "code" }, step.schedule));
    if (step.transforms.length > 0) {
      parts.push(html("details", {}, html("summary", {}, `${step.transforms.length} transforms of the loop nest`),
        html("ol", { class: "transforms" }, step.transforms.map((text) => html("li", {}, text)))));
    }
    if (step.reasons.length > 0) parts.push(this.section("Why"), ...step.reasons.map((reason) => this.reason(reason)));
    parts.push(this.section("Arguments"), html("ul", {}, step.arguments.map((each) => html("li", {},
      html("code", {}, each.role), ` ${each.type} `,
      html("span", { class: "muted" }, `${each.layout}, ${bytes(each.bytes)}, ${each.place}`)))));
    return parts;
  },

  reason(reason) {
    if (reason.kind === "algorithms") {
      return html("div", {}, html("p", {}, `Costs in multiply-adds of vectors; Winograd's algorithm must gain ${reason.min_gain}.`),
        this.compare([["direct", reason.direct], ["winograd", reason.winograd]], reason.chosen, (cost) => amount(cost, "")));
    }
    if (reason.kind === "units") {
      return html("div", {}, html("p", {}, "Cycles of a row of outputs in tiles of the matrix unit and in vectors."),
        this.compare([["tiles", reason.tiles], ["vectors", reason.vectors]], reason.chosen, (cycles) => amount(cycles, "")));
    }
    if (reason.kind === "tiling") {
      const best = [...reason.candidates].sort((a, b) => a.cost - b.cost);
      const shown = best.slice(0, 6);
      const chosen = best.find((each) => each.tile === reason.chosen);
      if (chosen && !shown.includes(chosen)) shown.push(chosen);
      return html("div", {}, html("p", {}, `Register tiles, pixels x vectors of channels: costs of the best of ${best.length}. A hundredth is no difference.`),
        this.compare(shown.map((each) => [each.tile, each.cost]), reason.chosen, (cost) => cost.toFixed(3)));
    }
    return html("p", {}, reason.text);
  },

  /** Costs as bars, the chosen one marked. */
  compare(rows, chosen, write) {
    const most = Math.max(...rows.map(([, cost]) => cost));
    return html("div", { class: "compare" }, rows.map(([name, cost]) => [
      html("span", { class: name === chosen ? "chosen" : "" }, name),
      html("div", { class: "track" }, html("div", { class: "fill", style: { width: `${(100 * cost) / most}%` } })),
      html("span", { class: "number" }, write(cost)),
    ]));
  },

  /** The line that an operator stands in, with those around it, and the lines that led there. */
  source(places) {
    const known = places.filter(([file]) => data.sources.some((source) => source.file === file));
    if (known.length === 0) return [];
    const [file, line] = known[0];
    const lines = data.sources.find((source) => source.file === file).lines;
    const first = Math.max(1, line - 2);
    const excerpt = html("pre", { class: "excerpt" });
    for (let number = first; number <= Math.min(lines.length, line + 2); number++) {
      const here = known.some((place) => place[0] === file && place[1] === number);
      excerpt.append(html("div", { class: here ? "here" : "" }, html("span", {}, String(number)), lines[number - 1] || " "));
    }
    const parts = [this.section("Source"), html("p", {}, this.link(`${file}:${line}`, () => sourceView.reveal(file, line))), excerpt];
    const callers = known.slice(1).filter((place) => place[0] !== file || place[1] !== line);
    const told = [...new Set(callers.map((place) => `${place[0]}:${place[1]}`))];
    if (told.length > 0) parts.push(html("p", { class: "muted" }, `also ${told.join(", ")}`));
    return parts;
  },
};
