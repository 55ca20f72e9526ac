// What an architecture is: its operators, its string, a drawing of its cell.

const space = figure.space;
const codeOfIndex = new Map();
if (space) space.index.forEach((index, code) => codeOfIndex.set(index, code));

const operatorNames = {
  none: "none", skip_connect: "skip", nor_conv_1x1: "1×1", nor_conv_3x3: "3×3",
  avg_pool_3x3: "pool",
};

// The operator on every edge, read off the digits of the dense number, the last edge fastest.
function operatorsOf(code) {
  const digits = [];
  for (let rest = code, edge = space.edges.length; edge > 0; edge -= 1) {
    digits.unshift(rest % space.operators.length);
    rest = Math.floor(rest / space.operators.length);
  }
  return digits.map((digit) => space.operators[digit]);
}

// The published string: |op~0|+|op~0|op~1|+…
function stringOf(code) {
  const groups = [];
  operatorsOf(code).forEach((name, edge) => {
    const [source, target] = space.edges[edge];
    (groups[target - 1] ??= []).push(`${name}~${source}`);
  });
  return groups.map((group) => `|${group.join("|")}|`).join("+");
}

// The cell as a picture: nodes from left to right, an arc an edge, the operator on it.
function cellDrawing(code) {
  const places = [[24, 70], [112, 70], [208, 70], [296, 70]];
  const picture = shape("svg", {
    class: "cell", viewBox: "0 0 320 116", role: "img", "aria-label": `cell ${stringOf(code)}`,
  });
  // How far each edge bends away from the straight line, by its ends.
  const bends = { "0-2": -62, "1-3": 62, "0-3": -116 };
  operatorsOf(code).forEach((name, edge) => {
    const [source, target] = space.edges[edge];
    const [[x0, y0], [x1, y1]] = [places[source], places[target]];
    const bend = bends[`${source}-${target}`] ?? 0;
    const [mx, my] = [(x0 + x1) / 2, (y0 + y1) / 2 + bend];
    picture.append(
      shape("path", { class: `edge op-${name}`, d: `M${x0} ${y0}Q${mx} ${my} ${x1} ${y1}` }));
  });
  operatorsOf(code).forEach((name, edge) => {
    const [source, target] = space.edges[edge];
    const bend = bends[`${source}-${target}`] ?? 0;
    const x = (places[source][0] + places[target][0]) / 2;
    const y = 70 + bend / 2;
    const text = operatorNames[name] ?? name;
    const width = text.length * 7.4 + 8;
    picture.append(
      shape("rect", {
        class: "label", x: x - width / 2, y: y - 9, width, height: 18, rx: 4,
      }),
      shape("text", { x, y: y + 4.5, class: name === "none" ? "absent" : "" }, text));
  });
  places.forEach(([x, y], node) => {
    picture.append(shape("circle", { class: "node", cx: x, cy: y, r: 11 }),
      shape("text", { x, y: y + 4.5 }, node === 0 ? "in" : node === 3 ? "out" : String(node)));
  });
  return picture;
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
