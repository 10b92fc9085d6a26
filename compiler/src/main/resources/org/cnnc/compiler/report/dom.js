// Elements, and how numbers are written.

const SVG = "http://www.w3.org/2000/svg";

/** Sets attributes; "on" has listeners by event, "style" custom properties, and what is undefined is left out. */
function configure(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else if (name === "style") {
      for (const [property, text] of Object.entries(value)) node.style.setProperty(property, text);
    } else if (value !== undefined && value !== false) {
      node.setAttribute(name, value === true ? "" : value);
    }
  }
  node.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null));
  return node;
}

function html(tag, attributes = {}, ...children) {
  return configure(document.createElement(tag), attributes, children);
}

function svg(tag, attributes = {}, ...children) {
  return configure(document.createElementNS(SVG, tag), attributes, children);
}

const byId = (id) => document.getElementById(id);

/** 25600000 bytes are "25.6 MB". */
function amount(count, unit) {
  const prefixes = ["", "k", "M", "G", "T", "P"];
  let number = count;
  let prefix = 0;
  while (number >= 999.5 && prefix < prefixes.length - 1) {
    number /= 1000;
    prefix++;
  }
  return `${significant(number, prefix === 0)} ${prefixes[prefix]}${unit}`;
}

/** Three digits. */
function significant(number, isWhole = false) {
  if (isWhole && Number.isInteger(number)) return String(number);
  if (number >= 99.95) return number.toFixed(0);
  return number >= 9.995 ? number.toFixed(1) : number.toFixed(2);
}

const flops = (count) => (count === 0 ? "-" : amount(count, "FLOP"));
const bytes = (count) => amount(count, "B");
const percent = (part) => `${(100 * part).toFixed(1)} %`;
const milliseconds = (ms) => `${ms >= 10 ? ms.toFixed(1) : ms >= 1 ? ms.toFixed(2) : ms.toFixed(3)} ms`;

/** A text's beginning and twice as much of its end, where names differ. */
function cut(text, length) {
  if (text.length <= length) return text;
  const head = Math.floor((length - 2) / 3);
  return `${text.slice(0, head)}..${text.slice(text.length - (length - 2 - head))}`;
}

/** A text's end, where names of layers differ most. */
function tail(text, length) {
  return text.length <= length ? text : `..${text.slice(text.length - (length - 2))}`;
}

/** Marks one of several buttons as the pressed one. */
function choice(label, options, chosen, choose) {
  const buttons = options.map(([value, text]) =>
    html("button", { type: "button", "data-value": value, on: { click: () => choose(value) } }, text));
  const group = html("div", { class: "choice", role: "group", "aria-label": label }, buttons);
  group.show = (value) => buttons.forEach((button) =>
    button.setAttribute("aria-pressed", String(button.dataset.value === value)));
  group.show(chosen);
  return group;
}
