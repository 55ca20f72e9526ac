// Reading the page's data, making elements, formatting numbers.

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const report = read("data");
const figure = read("figure");
const provenance = read("origin");
const kind = document.body.dataset.kind;

// An HTML element. Text is only ever set as text, so that no name can become markup.
function el(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

// An SVG element.
function shape(name, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function fill(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

const known = (value) => typeof value === "number" && Number.isFinite(value);
const fixed = (value, digits) => (known(value) ? value.toFixed(digits) : "–");
const percent = (share, digits = 1) => (known(share) ? (share * 100).toFixed(digits) : "–");
const count = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, ",");

// A latency with about four significant digits, as on the terminal.
function milliseconds(value) {
  if (!known(value)) return "–";
  return value.toFixed(Math.abs(value) < 1 ? 4 : Math.abs(value) < 100 ? 3 : 1);
}

// A latency with its standard deviation and where it comes from.
function latencyText(ms, std, origin) {
  const spread = known(std) && std > 0 ? ` ± ${milliseconds(std)}` : "";
  return known(ms) ? `${milliseconds(ms)}${spread} ms, ${origin}` : "–";
}

// Copies text, also where the clipboard's newer interface is closed to pages from disk.
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = el("textarea", { class: "offscreen", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

function section(title, explanation, ...children) {
  const id = title.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return el("section", { "aria-labelledby": id },
    el("h2", { id }, title),
    explanation ? el("p", { class: "lead" }, explanation) : null,
    ...children);
}

// Headline numbers.
function tiles(entries) {
  return el("dl", { class: "tiles" }, entries.filter((entry) => entry).map(([name, value, note]) =>
    el("div", {}, el("dt", {}, name), el("dd", {}, value), note ? el("p", {}, note) : null)));
}
