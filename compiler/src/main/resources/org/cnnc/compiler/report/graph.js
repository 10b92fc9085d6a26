// The graph as it was written and as it was compiled: pan, zoom, an overview, and keys to walk along it.

const graphView = {
  name: "graph",
  title: "Graph",
  shown: "written",
  colour: "kind",
  // Where the drawing's origin lies in the window, and how large it is.
  x: 0,
  y: 0,
  zoom: 1,
  hits: new Set(),

  create() {
    this.which = choice("Graph", [["written", "Written"], ["compiled", "Compiled"]], this.shown, (value) => this.use(value));
    const colours = [["kind", "Kind"], ["work", "FLOPs"]];
    if (data.profile) colours.push(["time", "Time"]);
    this.colours = choice("Colour by", colours, this.colour, (value) => this.paint(value));
    const tool = (text, label, action) => html("button", { class: "tool", type: "button", "aria-label": label, title: label, on: { click: action } }, text);
    const kinds = [...new Set(data.written.nodes.map((node) => node.category))].filter((kind) => kind !== "port");
    this.world = svg("g");
    this.surface = svg("svg", { role: "group", "aria-label": "Graph of the model" },
      svg("defs", {}, svg("marker", { id: "arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 8, markerHeight: 8, markerUnits: "userSpaceOnUse", orient: "auto" },
        svg("path", { d: "M0 0 8 4 0 8z", class: "arrow" }))),
      this.world);
    this.overview = html("canvas", { class: "overview", "aria-hidden": "true" });
    this.legend = html("div", { class: "legend" }, kinds.map((kind) => html("span", { class: kind }, kind)));
    this.canvas = html("div", { class: "canvas" }, this.surface, this.overview);
    this.listen();
    return html("section", { class: "view" },
      html("div", { class: "tools" }, this.which, this.colours,
        html("div", {}, tool("\u2212", "Zoom out", () => this.scale(1 / 1.25)), " ", tool("+", "Zoom in", () => this.scale(1.25)), " ",
          tool("Fit", "Fit the whole graph", () => this.fit())),
        this.legend),
      this.canvas);
  },

  /** Called when the view becomes visible, or its size changes. */
  layout() {
    if (!this.groups) this.draw();
    const selected = selection.nodeIn(this.shown);
    if (selected >= 0) this.reveal(selected, false);
    else if (!this.isPlaced) this.home();
    else this.move();
    this.isPlaced = true;
  },

  use(graph) {
    const selected = selection.nodeIn(graph);
    this.shown = graph;
    this.which.show(graph);
    this.isPlaced = false;
    this.draw();
    if (this.surface.clientWidth === 0) return;
    if (selected >= 0) this.reveal(selected, true);
    else this.home();
    this.isPlaced = true;
  },

  drawing() {
    return data[this.shown];
  },

  draw() {
    const graph = this.drawing();
    const edges = graph.edges.map((edge) => svg("path", { class: "edge", d: this.path(edge.points), "marker-end": "url(#arrow)" }, svg("title", {}, edge.type)));
    this.groups = graph.nodes.map((node, i) => this.box(node, i));
    this.lines = edges;
    this.world.replaceChildren(...edges, ...this.groups);
    this.inward = graph.nodes.map(() => []);
    this.outward = graph.nodes.map(() => []);
    graph.edges.forEach((edge, i) => {
      this.inward[edge.to].push([edge.from, i]);
      this.outward[edge.from].push([edge.to, i]);
    });
    this.paint(this.colour);
    this.find(this.needle ?? "");
    this.mark();
  },

  /** Straight past the boxes of a row, curved between rows. */
  path(points) {
    let d = `M${points[0]} ${points[1]}`;
    for (let i = 2; i < points.length; i += 4) {
      const [x0, y0, x1, y1] = [points[i - 2], points[i - 1], points[i], points[i + 1]];
      const half = (y0 + y1) / 2;
      d += x0 === x1 ? `V${y1}` : `C${x0} ${half} ${x1} ${half} ${x1} ${y1}`;
      if (i + 3 < points.length) d += `V${points[i + 3]}`;
    }
    return d;
  },

  box(node, index) {
    const isFree = node.step < 0 && node.category !== "port";
    const group = svg("g", {
      class: `node ${node.category}${isFree && this.shown === "compiled" ? " free" : ""}`,
      transform: `translate(${node.x} ${node.y})`,
      role: "button",
      tabindex: "-1",
      "aria-label": `${node.op} ${node.name}, ${node.types.join(", ")}`,
    });
    group.append(svg("rect", { class: "box", width: node.w, height: node.h, rx: 4 }));
    group.append(svg("rect", { class: "heat", x: 1, y: 1, width: node.w - 2, height: node.h - 2, rx: 3 }));
    if (node.category !== "port") group.append(svg("rect", { class: "stripe", width: 4, height: node.h, rx: 2 }));
    const title = node.category === "port" ? `${node.op.split(" ")[0]} ${node.name}` : node.op.replaceAll(" -> ", " + ") + (node.window ? ` ${node.window}` : "");
    const room = node.w - 28 - this.textWidth(node.shape, 10.5);
    group.append(svg("text", { x: 12, y: 17 }, this.shortened(title, 11.5, room)), svg("text", { class: "dim end", x: node.w - 8, y: 17 }, node.shape));
    if (node.h > 30) group.append(svg("text", { class: "dim", x: 12, y: 33 }, this.shortened(node.name, 10.5, node.w - 20)));
    group.append(svg("title", {}, `${node.name}\n${node.op}\n${node.types.join(", ")}`));
    group.addEventListener("click", () => { if (!this.dragged) this.select(index); });
    group.addEventListener("keydown", (event) => this.walk(event, index));
    return group;
  },

  textWidth(text, size) {
    this.ruler ??= document.createElement("canvas").getContext("2d");
    this.ruler.font = `${size}px ${getComputedStyle(document.body).fontFamily}`;
    return this.ruler.measureText(text).width;
  },

  /** A text that is as wide as there is room. */
  shortened(text, size, room) {
    let letters = text.length;
    while (letters > 4 && this.textWidth(cut(text, letters), size) > room) letters--;
    return cut(text, letters);
  },

  select(index) {
    selection.selectNode(this.shown, index);
    this.reveal(index, false);
  },

  /** Arrows go along edges, and to neighbours in the row. */
  walk(event, index) {
    const nodes = this.drawing().nodes;
    const centre = (i) => nodes[i].x + nodes[i].w / 2;
    const nearest = (candidates) => [...candidates].sort((a, b) => Math.abs(centre(a) - centre(index)) - Math.abs(centre(b) - centre(index)))[0];
    const inRow = (side) => nodes.map((_, i) => i).filter((i) => i !== index
      && Math.abs(nodes[i].y + nodes[i].h / 2 - nodes[index].y - nodes[index].h / 2) < 4 && Math.sign(centre(i) - centre(index)) === side);
    const targets = {
      ArrowDown: () => this.outward[index].map(([to]) => to),
      ArrowUp: () => this.inward[index].map(([from]) => from),
      ArrowLeft: () => inRow(-1),
      ArrowRight: () => inRow(1),
    };
    if (event.key === "Enter" || event.key === " ") {
      this.select(index);
    } else if (targets[event.key]) {
      const next = nearest(targets[event.key]());
      if (next !== undefined) {
        this.select(next);
        this.groups[next].focus({ preventScroll: true });
      }
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  },

  /** Shows what is selected, what computes it, and its edges. */
  mark() {
    if (!this.groups) return;
    const selected = selection.nodeIn(this.shown);
    const related = new Set(this.shown === "written" && selection.step >= 0 ? writtenOfStep.get(selection.step) ?? [] : []);
    const near = new Set(selected >= 0 ? [...this.inward[selected], ...this.outward[selected]].map(([, edge]) => edge) : []);
    this.groups.forEach((group, i) => {
      group.classList.toggle("selected", i === selected);
      group.classList.toggle("related", i !== selected && related.has(i));
      group.setAttribute("tabindex", i === Math.max(0, selected) ? "0" : "-1");
    });
    this.lines.forEach((line, i) => line.classList.toggle("near", near.has(i)));
    this.drawOverview();
  },

  /** Colours boxes by what they are, or by their part of the work or of the time. */
  paint(colour) {
    this.colour = colour;
    this.colours.show(colour);
    this.canvas.classList.toggle("heated", colour !== "kind");
    this.legend.hidden = colour !== "kind";
    const measure = (step) => (colour === "work" ? step.flops : colour === "time" ? step.time.ms : 0);
    const most = Math.max(...data.steps.map(measure), 1e-9);
    this.drawing().nodes.forEach((node, i) => {
      const part = node.step >= 0 ? measure(data.steps[node.step]) / most : 0;
      this.groups[i].querySelector(".heat").style.opacity = String(0.6 * Math.sqrt(part));
    });
  },

  find(needle) {
    this.needle = needle;
    const text = needle.trim().toLowerCase();
    this.canvas.classList.toggle("searching", text !== "");
    this.groups?.forEach((group, i) => {
      const node = this.drawing().nodes[i];
      group.classList.toggle("hit", text !== "" && searchText(node).includes(text));
    });
  },

  size() {
    return { width: this.surface.clientWidth || 1, height: this.surface.clientHeight || 1 };
  },

  /** The beginning of the graph, legible. */
  home() {
    const graph = this.drawing();
    const { width } = this.size();
    const first = graph.nodes[0] ?? { x: 0, w: 0 };
    this.zoom = Math.min(1, Math.max(width / graph.width, 0.75));
    const centre = graph.width * this.zoom <= width ? graph.width / 2 : first.x + first.w / 2;
    this.x = width / 2 - centre * this.zoom;
    this.y = 8;
    this.move();
  },

  fit() {
    const graph = this.drawing();
    const { width, height } = this.size();
    this.zoom = Math.min(1, width / graph.width, height / graph.height);
    this.x = (width - graph.width * this.zoom) / 2;
    this.y = (height - graph.height * this.zoom) / 2;
    this.move();
  },

  /** Brings a node into the middle, or only into view. */
  reveal(index, toMiddle) {
    const node = this.drawing().nodes[index];
    const { width, height } = this.size();
    if (toMiddle) this.zoom = Math.min(1, Math.max(this.zoom, 0.75));
    const left = node.x * this.zoom + this.x;
    const top = node.y * this.zoom + this.y;
    const isIn = left >= 0 && top >= 0 && left + node.w * this.zoom <= width && top + node.h * this.zoom <= this.uncovered(height);
    if (toMiddle || !isIn) {
      this.x = width / 2 - (node.x + node.w / 2) * this.zoom;
      this.y = this.uncovered(height) / 2 - (node.y + node.h / 2) * this.zoom;
    }
    this.move();
  },

  /** On narrow screens the details lie over the lower part. */
  uncovered(height) {
    const panel = byId("details").getBoundingClientRect();
    const top = this.surface.getBoundingClientRect().top;
    return panel.height > 0 && panel.left === 0 ? Math.max(60, Math.min(height, panel.top - top)) : height;
  },

  scale(factor, atX, atY) {
    const { width, height } = this.size();
    const zoom = Math.min(3, Math.max(0.02, this.zoom * factor));
    const [x, y] = [atX ?? width / 2, atY ?? height / 2];
    this.x = x - ((x - this.x) * zoom) / this.zoom;
    this.y = y - ((y - this.y) * zoom) / this.zoom;
    this.zoom = zoom;
    this.move();
  },

  /** Some of the graph always stays in view. */
  move() {
    const graph = this.drawing();
    const { width, height } = this.size();
    const keep = 60;
    this.x = Math.min(width - keep, Math.max(keep - graph.width * this.zoom, this.x));
    this.y = Math.min(height - keep, Math.max(keep - graph.height * this.zoom, this.y));
    this.world.setAttribute("transform", `translate(${this.x.toFixed(1)} ${this.y.toFixed(1)}) scale(${this.zoom.toFixed(4)})`);
    this.canvas.classList.toggle("far", this.zoom < 0.42);
    this.drawOverview();
  },

  drawOverview() {
    const canvas = this.overview;
    const graph = this.drawing();
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (width === 0 || height === 0) return;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    const scale = Math.min((width - 8) / graph.width, (height - 8) / graph.height);
    this.overviewScale = scale;
    this.overviewX = (width - graph.width * scale) / 2;
    const context = canvas.getContext("2d");
    const style = getComputedStyle(document.documentElement);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.translate(this.overviewX, 4);
    const selected = selection.nodeIn(this.shown);
    graph.nodes.forEach((node, i) => {
      const name = i === selected ? "--accent" : `--${node.category}`;
      context.fillStyle = style.getPropertyValue(name).trim();
      const grow = i === selected ? 2 : 0;
      context.fillRect(node.x * scale - grow, node.y * scale - grow, Math.max(2, node.w * scale) + 2 * grow, Math.max(1, node.h * scale) + 2 * grow);
    });
    const shown = this.size();
    context.strokeStyle = style.getPropertyValue("--accent").trim();
    context.lineWidth = 1.5;
    const left = Math.max(1 - this.overviewX, (-this.x / this.zoom) * scale);
    const right = Math.min(width - 1 - this.overviewX, ((shown.width - this.x) / this.zoom) * scale);
    const top = Math.max(-3, (-this.y / this.zoom) * scale);
    const bottom = Math.min(height - 5, ((shown.height - this.y) / this.zoom) * scale);
    context.strokeRect(left, top, right - left, bottom - top);
  },

  listen() {
    const pointers = new Map();
    let spread = 0;
    this.surface.addEventListener("pointerdown", (event) => {
      pointers.set(event.pointerId, event);
      this.dragged = false;
      spread = 0;
    });
    this.surface.addEventListener("pointermove", (event) => {
      const before = pointers.get(event.pointerId);
      if (!before) return;
      pointers.set(event.pointerId, event);
      const box = this.surface.getBoundingClientRect();
      if (pointers.size === 2) {
        const [a, b] = [...pointers.values()];
        const now = Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
        if (spread > 0) this.scale(now / spread, (a.clientX + b.clientX) / 2 - box.left, (a.clientY + b.clientY) / 2 - box.top);
        spread = now;
        this.dragged = true;
        return;
      }
      const [dx, dy] = [event.clientX - before.clientX, event.clientY - before.clientY];
      if (!this.dragged && Math.hypot(dx, dy) < 4) {
        pointers.set(event.pointerId, before);
        return;
      }
      if (!this.dragged) this.surface.setPointerCapture(event.pointerId);
      this.dragged = true;
      this.surface.classList.add("dragging");
      this.x += dx;
      this.y += dy;
      this.move();
    });
    for (const name of ["pointerup", "pointercancel", "pointerleave"]) {
      this.surface.addEventListener(name, (event) => {
        pointers.delete(event.pointerId);
        this.surface.classList.remove("dragging");
        spread = 0;
      });
    }
    this.surface.addEventListener("wheel", (event) => {
      event.preventDefault();
      const box = this.surface.getBoundingClientRect();
      if (event.ctrlKey || event.metaKey) {
        this.scale(Math.exp(-event.deltaY / 200), event.clientX - box.left, event.clientY - box.top);
      } else {
        const lines = event.deltaMode === 1 ? 16 : 1;
        this.x -= (event.shiftKey ? event.deltaY : event.deltaX) * lines;
        this.y -= (event.shiftKey ? 0 : event.deltaY) * lines;
        this.move();
      }
    }, { passive: false });
    const jump = (event) => {
      const box = this.overview.getBoundingClientRect();
      const { width, height } = this.size();
      this.x = width / 2 - ((event.clientX - box.left - this.overviewX) / this.overviewScale) * this.zoom;
      this.y = height / 2 - ((event.clientY - box.top - 4) / this.overviewScale) * this.zoom;
      this.move();
    };
    this.overview.addEventListener("pointerdown", (event) => { this.overview.setPointerCapture(event.pointerId); jump(event); });
    this.overview.addEventListener("pointermove", (event) => { if (event.buttons) jump(event); });
  },

  key(event) {
    const actions = { "+": () => this.scale(1.25), "=": () => this.scale(1.25), "-": () => this.scale(1 / 1.25), "0": () => this.fit() };
    actions[event.key]?.();
  },
};
