// The page: its tabs, its search, and where it is in the address.

/** What a search looks at. */
function searchText(node) {
  const step = node.step >= 0 ? data.steps[node.step] : undefined;
  return [node.name, node.op, node.window, ...node.types, step?.kernel].join(" ").toLowerCase();
}

const page = {
  views: [graphView, kernelsView, rooflineView, memoryView, weightsView, sourceView],
  current: undefined,

  start() {
    byId("model").textContent = data.model;
    this.facts();
    for (const view of this.views) {
      view.element = view.create();
      Object.assign(view.element, { id: `view-${view.name}`, hidden: true });
      view.element.setAttribute("role", "tabpanel");
      view.element.setAttribute("aria-labelledby", `tab-${view.name}`);
      view.tab = html("button", {
        type: "button", role: "tab", id: `tab-${view.name}`, "aria-controls": `view-${view.name}`,
        on: { click: () => this.open(view.name), keydown: (event) => this.turn(event) },
      }, view.title);
      byId("tabs").append(view.tab);
      byId("views").append(view.element);
    }
    search.start();
    selection.listeners.push(() => details.show(), () => this.mark(), () => this.address());
    addEventListener("keydown", (event) => this.key(event));
    addEventListener("resize", () => this.current.layout());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.current.layout());
    details.show();
    const [view, step] = location.hash.slice(1).split("/");
    this.open(this.views.some((each) => each.name === view) ? view : "graph");
    if (step !== undefined && data.steps[Number(step)]) {
      graphView.use("compiled");
      selection.selectStep(Number(step));
      this.current.layout();
    }
  },

  facts() {
    const facts = [
      ["for", data.target.cpu],
      ["stored in", data.precision],
      ["work", `${amount(data.flops, "FLOP")} an image`],
      ["kernels", `${data.kernels} in ${data.steps.length} steps`],
      ["weights", bytes(data.weightBytes)],
      ["workspace", bytes(data.workspaceBytes)],
    ];
    if (data.profile) facts.splice(1, 0, ["time", milliseconds(data.profile.ms)]);
    byId("facts").append(...facts.map(([name, value]) => html("div", {}, html("dt", {}, name), html("dd", {}, value))));
  },

  open(name) {
    for (const view of this.views) {
      const isOpen = view.name === name;
      view.element.hidden = !isOpen;
      view.tab.setAttribute("aria-selected", String(isOpen));
      view.tab.setAttribute("tabindex", isOpen ? "0" : "-1");
      if (isOpen) this.current = view;
    }
    this.mark();
    this.current.layout();
    this.address();
  },

  mark() {
    this.current.mark();
  },

  /** So that a reload, or a link, shows the same. */
  address() {
    history.replaceState(null, "", `#${this.current.name}${selection.step >= 0 ? `/${selection.step}` : ""}`);
  },

  /** Arrows change tabs, as tabs do everywhere. */
  turn(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    const at = this.views.indexOf(this.current);
    const next = this.views[(at + by + this.views.length) % this.views.length];
    this.open(next.name);
    next.tab.focus();
    event.preventDefault();
  },

  key(event) {
    if (event.target.closest("input") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") {
      byId("query").focus();
      event.preventDefault();
    } else if (event.key === "Escape") {
      selection.clear();
    } else {
      this.current.key?.(event);
    }
  },
};

/** Finds layers of both graphs, kernels and shapes. */
const search = {
  limit: 40,
  hits: [],
  at: 0,

  start() {
    this.input = byId("query");
    this.list = byId("hits");
    this.input.addEventListener("input", () => this.find());
    this.input.addEventListener("focus", () => { if (this.input.value) this.find(); });
    this.input.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("pointerdown", (event) => { if (!event.target.closest("#search")) this.close(); });
  },

  find() {
    const needle = this.input.value.trim().toLowerCase();
    graphView.find(needle);
    this.hits = [];
    if (needle !== "") {
      data[graphView.shown].nodes.forEach((node, i) => { if (searchText(node).includes(needle)) this.hits.push([graphView.shown, i]); });
    }
    this.at = 0;
    this.show(needle);
  },

  show(needle) {
    const items = this.hits.slice(0, this.limit).map(([graph, i], position) => {
      const node = data[graph].nodes[i];
      return html("li", { role: "option", id: `hit-${position}`, on: { click: () => this.choose(position) } },
        html("span", {}, node.name || node.op), html("span", { class: "muted" }, `${cut(node.op, 28)}  ${node.shape}`));
    });
    const more = this.hits.length - items.length;
    if (needle !== "" && items.length === 0) items.push(html("li", { class: "none" }, "Nothing of that name"));
    if (more > 0) items.push(html("li", { class: "none" }, `and ${more} more`));
    this.list.replaceChildren(...items);
    this.list.hidden = needle === "";
    this.input.setAttribute("aria-expanded", String(needle !== ""));
    this.mark();
  },

  mark() {
    [...this.list.children].forEach((item, i) => {
      item.setAttribute("aria-selected", String(i === this.at && this.hits.length > 0));
      if (i === this.at) item.scrollIntoView({ block: "nearest" });
    });
    if (this.hits.length > 0) this.input.setAttribute("aria-activedescendant", `hit-${this.at}`);
    else this.input.removeAttribute("aria-activedescendant");
  },

  choose(position) {
    const [graph, node] = this.hits[position];
    this.close();
    selection.selectNode(graph, node);
    if (page.current !== graphView) page.open("graph");
    graphView.reveal(node, true);
  },

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
  },

  key(event) {
    const count = Math.min(this.limit, this.hits.length);
    if (event.key === "ArrowDown" && count > 0) this.at = (this.at + 1) % count;
    else if (event.key === "ArrowUp" && count > 0) this.at = (this.at + count - 1) % count;
    else if (event.key === "Enter" && count > 0) this.choose(this.at);
    else if (event.key === "Escape") {
      this.input.value = "";
      this.find();
      this.input.blur();
    } else return;
    event.preventDefault();
    this.mark();
  },
};

page.start();
