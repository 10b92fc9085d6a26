// What a run consists of, as a table to sort.

const kernelsView = {
  name: "kernels",
  title: "Kernels",
  sorted: { column: 0, down: false },

  create() {
    const largest = (value) => Math.max(1e-9, ...data.steps.map(value));
    const bar = (value, write) => {
      const most = largest(value);
      return { value, write: (step) => html("td", { class: "number bar", style: { "--part": String(value(step) / most) } }, html("span", {}, write(value(step)))) };
    };
    const number = (value, write) => ({ value, write: (step) => html("td", { class: "number" }, write(value(step))) });
    const text = (value) => ({ value, write: (step) => html("td", { class: "cut", title: value(step) }, value(step)) });
    this.columns = [["#", number((step) => data.steps.indexOf(step), String)], ["layer", text(stepName)]];
    if (data.profile) {
      this.columns.push(
        ["time", bar((step) => step.time.ms, milliseconds)],
        ["of a run", number((step) => step.time.ms / totalMs, percent)],
        ["of roofline", number((step) => step.time.roofline_percent, (part) => `${part.toFixed(0)} %`)],
        ["GFLOP/s", number((step) => step.time.gflops, (rate) => (rate === 0 ? "-" : significant(rate)))]);
    }
    this.columns.push(
      ["FLOPs", (data.profile ? number : bar)((step) => step.flops, flops)],
      ["memory", (data.profile ? number : bar)((step) => step.bytes, bytes)],
      ["result", text((step) => step.output)],
      ["computes", text((step) => step.op)],
      ["schedule", text((step) => step.schedule)]);
    this.heads = this.columns.map(([title, column], i) => html("th", { scope: "col", class: column.write(data.steps[0] ?? {}).classList.contains("number") ? "number" : "" },
      html("button", { type: "button", on: { click: () => this.sort(i) } }, title)));
    this.body = html("tbody");
    this.rows = data.steps.map((step, i) => {
      const cells = this.columns.map(([, column]) => column.write(step));
      const name = cells[1].textContent;
      cells[1].replaceChildren(html("button", { class: "link", type: "button", title: name }, cut(name, 34)));
      return html("tr", { "data-step": i, on: { click: () => selection.selectStep(i) } }, cells);
    });
    this.order();
    return html("section", { class: "view" }, html("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Kernels" },
      html("table", {}, html("thead", {}, html("tr", {}, this.heads)), this.body)));
  },

  /** Numbers begin with the largest, but for the order of the run. */
  sort(column) {
    const down = this.sorted.column === column ? !this.sorted.down : column > 0 && this.heads[column].classList.contains("number");
    this.sorted = { column, down };
    this.order();
  },

  order() {
    const { column, down } = this.sorted;
    const value = this.columns[column][1].value;
    const compare = (a, b) => (typeof a === "number" ? a - b : a.localeCompare(b));
    const order = data.steps.map((_, i) => i).sort((a, b) => compare(value(data.steps[a]), value(data.steps[b])) * (down ? -1 : 1) || a - b);
    this.body.replaceChildren(...order.map((i) => this.rows[i]));
    this.heads.forEach((head, i) => {
      if (i === column) head.setAttribute("aria-sort", down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
  },

  mark() {
    this.rows.forEach((row, i) => row.classList.toggle("selected", i === selection.step));
  },

  layout() {
    this.rows[selection.step]?.scrollIntoView({ block: "nearest" });
  },
};
