// How large the weights are, as they were trained and as kernels read them.

const weightsView = {
  name: "weights",
  title: "Weights",

  create() {
    const sum = data.weights.reduce((total, weight) => total + weight.bytes, 0);
    const most = Math.max(1, ...data.weights.map((weight) => weight.packedBytes));
    const order = data.weights.map((_, i) => i).sort((a, b) => data.weights[b].packedBytes - data.weights[a].packedBytes || a - b);
    this.rows = order.map((i) => {
      const weight = data.weights[i];
      const name = weight.name || "(computed by the compiler)";
      return html("tr", { "data-steps": weight.steps.join(" "), on: { click: () => selection.selectStep(weight.steps[0]) } },
        html("td", { class: "cut" }, html("button", { class: "link", type: "button", title: name }, cut(name, 40))),
        html("td", {}, weight.type),
        html("td", { class: "number" }, bytes(weight.bytes)),
        html("td", { class: "number bar", style: { "--part": String(weight.packedBytes / most) } }, html("span", {}, bytes(weight.packedBytes))),
        html("td", { class: "number" }, `${(weight.packedBytes / Math.max(1, weight.bytes)).toFixed(2)}`),
        html("td", { class: "number" }, weight.steps.join(" ")));
    });
    return html("section", { class: "view" },
      html("div", { class: "tools" }, html("span", { class: "muted" },
        `${data.weights.length} tensors of ${bytes(sum)}; ${bytes(data.weightBytes)} as the kernels read them, padded and packed.`)),
      html("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Weights" }, html("table", {}, html("thead", {}, html("tr", {},
        ["weight", "type", "size", "packed", "ratio", "kernels"].map((title, i) => html("th", { scope: "col", class: i > 1 ? "number" : "" }, title)))),
      html("tbody", {}, this.rows))));
  },

  mark() {
    this.rows.forEach((row) => row.classList.toggle("selected", row.dataset.steps.split(" ").includes(String(selection.step))));
  },

  layout() {
    this.rows.find((row) => row.classList.contains("selected"))?.scrollIntoView({ block: "nearest" });
  },
};
