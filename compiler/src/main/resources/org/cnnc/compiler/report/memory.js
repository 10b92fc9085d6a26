// The workspace: which of its bytes hold what, step by step.

const memoryView = {
  name: "memory",
  title: "Memory",
  chosen: -1,

  create() {
    const memory = data.memory;
    this.plot = svg("svg", { class: "chart", role: "group", "aria-label": "Bytes of the workspace over the steps of a run" });
    this.shared = html("p", { class: "said", "aria-live": "polite" });
    const sum = memory.blocks.reduce((total, block) => total + block.bytes, 0);
    this.rows = memory.blocks.map((block, i) => html("tr", { on: { click: () => this.choose(i) } },
      html("td", { class: "cut" }, html("button", { class: "link", type: "button", title: block.name }, cut(block.name, 40))),
      html("td", { class: "number" }, bytes(block.bytes)),
      html("td", { class: "number" }, block.last > block.step ? `${block.step} to ${block.last}` : String(block.step)),
      html("td", { class: "number" }, String(block.offset))));
    return html("section", { class: "view flows" },
      html("h2", {}, "Workspace"),
      html("p", { class: "said muted" }, memory.blocks.length === 0 ? "This model needs none: all values are the caller's." :
        `${bytes(memory.bytes)} for values of ${bytes(sum)} together; ${bytes(memory.peakBytes)} hold something at the busiest step. `
        + "Across: the steps of a run. Down: addresses. A block begins with the step that writes it and ends with the last one that reads it."),
      memory.blocks.length === 0 ? undefined : [this.plot, this.shared, html("h2", {}, "Values"),
        html("div", { class: "scroll wide" }, html("table", {}, html("thead", {}, html("tr", {}, ["value", "size", "steps", "address"].map((title, i) =>
          html("th", { scope: "col", class: i > 0 ? "number" : "" }, title)))), html("tbody", {}, this.rows)))]);
  },

  layout() {
    const { blocks, bytes: total } = data.memory;
    if (blocks.length === 0) return;
    const width = this.plot.clientWidth || 600;
    const height = Math.min(460, Math.max(260, window.innerHeight * 0.5));
    const [left, right, top, bottom] = [62, 6, 6, 34];
    const steps = data.steps.length;
    const x = (step) => left + ((width - left - right) * step) / steps;
    const y = (address) => top + ((height - top - bottom) * address) / total;
    this.plot.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.plot.setAttribute("height", height);
    const parts = [];
    const tick = this.tick(total / 5);
    for (let address = 0; address <= total; address += tick) {
      parts.push(svg("line", { class: "axis", x1: left, x2: width - right, y1: y(address), y2: y(address) }));
      parts.push(svg("text", { x: left - 6, y: y(address) + 4, "text-anchor": "end" }, address === 0 ? "0" : bytes(address)));
    }
    const every = this.tick(steps / Math.max(2, width / 90));
    for (let step = 0; step < steps; step += Math.max(1, every)) {
      parts.push(svg("text", { x: x(step + 0.5), y: height - bottom + 16, "text-anchor": "middle" }, String(step)));
    }
    parts.push(svg("text", { x: (left + width) / 2, y: height - 3, "text-anchor": "middle" }, "step"));
    this.now = svg("rect", { class: "now", y: top, height: height - top - bottom, width: x(1) - x(0) });
    this.boxes = blocks.map((block, i) => {
      const box = svg("rect", {
        class: `block ${data.steps[block.step].category}`, x: x(block.step), y: y(block.offset), width: x(block.last + 1) - x(block.step), height: Math.max(1, y(block.bytes) - y(0)),
        tabindex: "0", role: "button", "aria-label": `${block.name}, ${bytes(block.bytes)}, steps ${block.step} to ${block.last}`,
        on: { click: () => this.choose(i), keydown: (event) => { if (event.key === "Enter") this.choose(i); } },
      });
      box.append(svg("title", {}, `${block.name}\n${bytes(block.bytes)} from address ${block.offset}\nsteps ${block.step} to ${block.last}`));
      return box;
    });
    const captions = blocks.map((block) => {
      // In its last step a result may already be written over it.
      const [w, h] = [x(Math.max(block.last, block.step + 1)) - x(block.step), y(block.bytes) - y(0)];
      const letters = Math.floor((w - 8) / 5.9);
      return h < 15 || letters < 6 ? undefined : svg("text", { class: "caption", x: x(block.step) + 4, y: y(block.offset) + 13 }, tail(block.name, letters));
    });
    this.x = x;
    this.plot.replaceChildren(...parts, this.now, ...this.boxes, ...captions.filter(Boolean));
    this.mark();
  },

  /** A round number of about this size. */
  tick(number) {
    const power = 10 ** Math.floor(Math.log10(Math.max(1, number)));
    return [1, 2, 5, 10].map((digit) => digit * power).find((round) => round >= number) ?? 10 * power;
  },

  choose(block) {
    this.chosen = block;
    selection.selectStep(data.memory.blocks[block].step);
  },

  mark() {
    if (!this.boxes) return;
    const { blocks } = data.memory;
    if (this.chosen >= 0 && blocks[this.chosen].step !== selection.step) this.chosen = -1;
    const chosen = this.chosen >= 0 ? this.chosen : blocks.findIndex((block) => block.step === selection.step);
    const one = blocks[chosen];
    const shares = (other) => one && other !== one && other.offset < one.offset + one.bytes && one.offset < other.offset + other.bytes;
    this.boxes.forEach((box, i) => {
      box.classList.toggle("selected", i === chosen);
      box.classList.toggle("sharing", Boolean(shares(blocks[i])));
    });
    this.rows.forEach((row, i) => row.classList.toggle("selected", i === chosen));
    this.now.setAttribute("x", selection.step >= 0 ? this.x(selection.step) : -99999);
    const others = blocks.filter(shares).map((block) => block.name);
    this.shared.textContent = !one ? "Select a value to see which others lie in the same bytes at other times."
      : others.length === 0 ? `${one.name} shares its bytes with no other value.`
        : `${one.name} shares bytes with ${others.slice(0, 12).join(", ")}${others.length > 12 ? ` and ${others.length - 12} more` : ""}.`;
  },
};
