// Where the time of a run goes, beside what the machine allows; only what was measured.

const rooflineView = {
  name: "roofline",
  title: "Roofline",

  create() {
    this.view = html("section", { class: "view flows" });
    this.dots = [];
    this.bars = [];
    if (!data.profile) {
      this.view.append(html("p", { class: "said" }, "Nothing was measured for this report. ",
        html("code", {}, "cnnc report MODEL --profile"), " adds the time of each kernel beside what the machine allows."));
      return this.view;
    }
    this.plot = svg("svg", { class: "chart", role: "group", "aria-label": "Rate of each kernel over its intensity" });
    const profile = data.profile;
    this.view.append(
      html("h2", {}, "Rate over intensity"),
      html("p", { class: "said muted" }, `${milliseconds(profile.ms)} a run, median of ${profile.runs}; threads: ${profile.threads}. `
        + `The roof: ${significant(profile.peakGflops)} GFLOP/s of multiply-adds, ${significant(profile.peakGbytes)} GB/s of as many bytes as the model has. `
        + "Above it are kernels whose bytes lie in a faster cache, and Winograd's, which need fewer operations than are counted."),
      this.plot,
      html("h2", {}, "Time of each kernel"),
      html("p", { class: "said muted" }, "The longest first. Filled: the part that its operations or its bytes need at the machine's peaks."),
      this.table());
    return this.view;
  },

  table() {
    const most = Math.max(...data.steps.map((step) => step.time.ms));
    const order = data.steps.map((_, i) => i).sort((a, b) => data.steps[b].time.ms - data.steps[a].time.ms);
    this.bars = order.map((i) => {
      const step = data.steps[i];
      const part = Math.min(100, step.time.roofline_percent);
      return html("tr", { "data-step": i, on: { click: () => selection.selectStep(i) } },
        html("td", { class: "cut" }, html("button", { class: "link", type: "button", title: stepName(step) }, cut(stepName(step), 34))),
        html("td", { class: "number" }, milliseconds(step.time.ms)),
        html("td", { class: "number" }, `${step.time.roofline_percent.toFixed(0)} %`),
        html("td", {}, html("div", { class: "roofbar", style: { width: `${(100 * step.time.ms) / most}%` } }, html("div", { style: { width: `${part}%` } }))));
    });
    return html("table", { class: "times" }, html("thead", {}, html("tr", {}, ["layer", "time", "of roofline", ""].map((title, i) =>
      html("th", { scope: "col", class: i === 1 || i === 2 ? "number" : "" }, title)))), html("tbody", {}, this.bars));
  },

  layout() {
    if (!data.profile) return;
    const width = this.plot.clientWidth || 600;
    const height = Math.min(380, Math.max(240, width * 0.5));
    const [left, right, top, bottom] = [46, 12, 10, 36];
    const { peakGflops, peakGbytes } = data.profile;
    const points = data.steps.map((step, i) => ({ step, i, intensity: step.flops / Math.max(1, step.bytes), rate: step.time.gflops })).filter((point) => point.rate > 0);
    const least = Math.min(0.1, ...points.map((point) => point.intensity / 2));
    const most = Math.max((4 * peakGflops) / peakGbytes, ...points.map((point) => point.intensity * 2));
    const low = Math.min(peakGflops / 1000, ...points.map((point) => point.rate / 2));
    const high = Math.max(peakGflops * 2, ...points.map((point) => point.rate * 1.5));
    const x = (intensity) => left + ((width - left - right) * Math.log(intensity / least)) / Math.log(most / least);
    const y = (rate) => height - bottom - ((height - top - bottom) * Math.log(rate / low)) / Math.log(high / low);
    this.plot.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.plot.setAttribute("height", height);
    const parts = [];
    for (let e = Math.ceil(Math.log10(least)); 10 ** e <= most; e++) {
      parts.push(svg("line", { class: "axis", x1: x(10 ** e), x2: x(10 ** e), y1: top, y2: height - bottom }));
      parts.push(svg("text", { x: x(10 ** e), y: height - bottom + 15, "text-anchor": "middle" }, String(10 ** e)));
    }
    for (let e = Math.ceil(Math.log10(low)); 10 ** e <= high; e++) {
      parts.push(svg("line", { class: "axis", x1: left, x2: width - right, y1: y(10 ** e), y2: y(10 ** e) }));
      parts.push(svg("text", { x: left - 6, y: y(10 ** e) + 4, "text-anchor": "end" }, String(10 ** e)));
    }
    parts.push(svg("text", { x: (left + width) / 2, y: height - 4, "text-anchor": "middle" }, "FLOP/B"));
    parts.push(svg("text", { x: left + 6, y: top + 12 }, "GFLOP/s"));
    const ridge = peakGflops / peakGbytes;
    parts.push(svg("path", { class: "roof", d: `M${x(Math.max(least, low / peakGbytes))} ${y(Math.max(low, least * peakGbytes))}L${x(ridge)} ${y(peakGflops)}H${x(most)}` }));
    this.dots = points.map(({ step, i, intensity, rate }) => {
      const show = () => selection.selectStep(i);
      const dot = svg("circle", {
        class: `dot ${step.category}`, cx: x(intensity), cy: y(rate), r: 3 + 9 * Math.sqrt(step.time.ms / totalMs), "data-step": i, tabindex: "0", role: "button",
        "aria-label": `${stepName(step)}, ${significant(rate)} GFLOP/s`,
        on: { click: show, keydown: (event) => { if (event.key === "Enter") show(); } },
      });
      dot.append(svg("title", {}, `${stepName(step)}\n${milliseconds(step.time.ms)}, ${significant(rate)} GFLOP/s, ${step.time.roofline_percent.toFixed(0)} % of roofline`));
      return dot;
    });
    this.plot.replaceChildren(...parts, ...this.dots);
    this.mark();
  },

  mark() {
    for (const each of [...this.dots, ...this.bars]) each.classList.toggle("selected", Number(each.dataset.step) === selection.step);
  },
};
