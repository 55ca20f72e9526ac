// What an architecture is: its operators, its string, a drawing of its cell.

const space = figure.space;
const codeOfIndex = new Map();
if (space) space.index.forEach((index, code) => codeOfIndex.set(index, code));

const operatorNames = {
  none: "none", skip_connect: "skip", nor_conv_1x1: "1×1", nor_conv_3x3: "3×3",
  avg_pool_3x3: "pool",
};

// The operator on every edge, as its position, read off the digits of the dense number, the last edge
// fastest.
function digitsOf(code) {
  const digits = [];
  for (let rest = code, edge = space.edges.length; edge > 0; edge -= 1) {
    digits.unshift(rest % space.operators.length);
    rest = Math.floor(rest / space.operators.length);
  }
  return digits;
}

// The published string: |op~0|+|op~0|op~1|+…
function stringOf(code) {
  const groups = [];
  digitsOf(code).forEach((operator, edge) => {
    const [source, target] = space.edges[edge];
    (groups[target - 1] ??= []).push(`${space.operators[operator]}~${source}`);
  });
  return groups.map((group) => `|${group.join("|")}|`).join("+");
}

// How far an edge bends away from the straight line: not between neighbours, else the further the
// longer it is, every other of the short ones below.
function bendOf([source, target]) {
  const span = target - source;
  if (span === 1) return 0;
  return span === 2 && source % 2 === 1 ? 62 : -62 - 54 * (span - 2);
}

// What fits between two nodes.
function labelOf(name) {
  const text = operatorNames[name] ?? name;
  return text.length <= 9 ? text : `${text.slice(0, 8)}…`;
}

// The cell as a picture: nodes from left to right, an arc an edge, the operator on it.
function cellDrawing(code) {
  const nodes = Math.max(...space.edges.map(([, target]) => target)) + 1;
  const step = 272 / 3;
  const bends = space.edges.map(bendOf);
  const baseline = Math.max(24, 12 - Math.min(...bends) / 2);
  const height = baseline + Math.max(24, 15 + Math.max(...bends) / 2);
  const width = 48 + step * (nodes - 1);
  const x = (node) => 24 + step * node;
  const picture = shape("svg", {
    class: "cell", viewBox: `0 0 ${width} ${height}`, role: "img",
    "aria-label": `cell ${stringOf(code)}`,
  });
  if (nodes > 4) picture.style.minWidth = `${0.64 * width}px`;
  const edges = digitsOf(code).map((operator, edge) => {
    const [source, target] = space.edges[edge];
    return { operator, from: x(source), to: x(target), bend: bends[edge] };
  });
  for (const { operator, from, to, bend } of edges) {
    picture.append(shape("path", {
      class: `edge op-${space.styles[operator]}`,
      d: `M${from} ${baseline}Q${(from + to) / 2} ${baseline + bend} ${to} ${baseline}`,
    }));
  }
  for (const { operator, from, to, bend } of edges) {
    const [middle, y] = [(from + to) / 2, baseline + bend / 2];
    const text = labelOf(space.operators[operator]);
    const wide = text.length * 7.4 + 8;
    picture.append(
      shape("rect", {
        class: "label", x: middle - wide / 2, y: y - 9, width: wide, height: 18, rx: 4,
      }),
      shape("text", {
        x: middle, y: y + 4.5, class: space.styles[operator] === "zero" ? "absent" : "",
      }, text));
  }
  for (let node = 0; node < nodes; node += 1) {
    picture.append(shape("circle", { class: "node", cx: x(node), cy: baseline, r: 11 }),
      shape("text", { x: x(node), y: baseline + 4.5 },
        node === 0 ? "in" : node === nodes - 1 ? "out" : String(node)));
  }
  return el("div", { class: "drawing" }, picture);
}

// The facts about an architecture that hold on every device.
function cellFacts(code, extra = []) {
  const facts = [
    ["index", String(space.index[code])],
    ...extra,
    ["accuracy", `${fixed(space.accuracy[code], 2)} %, ${space.accuracy_origin}`],
    ["parameters", `${fixed(space.params[code], 3)} M, computed`],
    ["MFLOPs", `${fixed(space.flops[code], 1)}, computed`],
  ];
  return el("dl", { class: "facts" }, facts.map(([name, value]) =>
    el("div", {}, el("dt", {}, name), el("dd", {}, value))));
}
