// The model's text, each line with its part of the work.

const sourceView = {
  name: "source",
  title: "Source",

  create() {
    this.view = html("section", { class: "view flows" });
    this.lines = new Map();
    // The kernels whose first layer stands in a line; what was fused into others is theirs.
    const steps = new Map();
    data.steps.forEach((step, i) => {
      const place = step.places.find(([file]) => data.sources.some((source) => source.file === file));
      if (place) {
        const key = `${place[0]}:${place[1]}`;
        if (!steps.has(key)) steps.set(key, []);
        steps.get(key).push(i);
      }
    });
    if (data.sources.length === 0) {
      this.view.append(html("p", { class: "said" }, "This model has no source text; ", html("code", {}, "cnnc import"), " writes an ONNX model as a .cnn file."));
    }
    for (const source of data.sources) {
      this.view.append(html("h2", {}, source.file), this.listing(source, steps));
    }
    return this.view;
  },

  listing(source, steps) {
    return html("ol", { class: "listing" }, source.lines.map((text, i) => {
      const key = `${source.file}:${i + 1}`;
      const here = steps.get(key) ?? [];
      const part = data.profile
        ? here.reduce((sum, step) => sum + data.steps[step].time.ms, 0) / totalMs
        : here.reduce((sum, step) => sum + data.steps[step].flops, 0) / totalFlops;
      const gutter = html("span", { class: "gutter", style: { "--part": String(part) }, title: here.length > 0 ? `${here.length} kernels` : undefined },
        part >= 0.0005 ? html("b", {}, percent(part)) : undefined, String(i + 1));
      const code = here.length > 0
        ? html("button", { type: "button", on: { click: () => selection.selectStep(this.next(here)) } }, text)
        : html("span", {}, text);
      const line = html("li", { "data-steps": here.join(" ") }, gutter, code);
      this.lines.set(key, line);
      return line;
    }));
  },

  /** The first of a line's kernels; from one of them, the one after it. */
  next(steps) {
    return steps[(steps.indexOf(selection.step) + 1) % steps.length];
  },

  reveal(file, line) {
    page.open("source");
    this.lines.get(`${file}:${line}`)?.scrollIntoView({ block: "center" });
  },

  mark() {
    this.lines.forEach((line) => line.classList.toggle("selected",
      selection.step >= 0 && line.dataset.steps.split(" ").includes(String(selection.step))));
  },

  layout() {
    [...this.lines.values()].find((line) => line.classList.contains("selected"))?.scrollIntoView({ block: "nearest" });
  },
};
