// Distances between devices as a map, similar ones next to each other.

function distanceMap() {
  const { names, distances, obstacles, order, quantity } = figure;
  const values = distances.flat().filter(known);
  const largest = Math.max(...values, Number.MIN_VALUE);
  const readout = el("p", { class: "readout", role: "status" },
    "Point at a field, or focus the map and use the arrow keys, for its devices and its number.");
  const text = (value) => (known(value) ? String(Number(value.toPrecision(3))) : "–");
  // Names of one family differ at their end.
  const short = (name) => (name.length > 22 ? `${name.slice(0, 11)}…${name.slice(-10)}` : name);
  const fields = [];
  let at = null;

  function show(row, column) {
    if (at) fields[at[0]][at[1]].classList.remove("at");
    at = [row, column];
    fields[row][column].classList.add("at");
    const [from, to] = [order[row], order[column]];
    readout.textContent = `${names[from]} – ${names[to]}: `
      + (obstacles[from]?.[to] ? `can't be compared, ${obstacles[from][to]}`
        : text(distances[from][to]));
  }

  function field(row, column) {
    const value = distances[order[row]][order[column]];
    const share = known(value) ? value / largest : null;
    const node = el("td", {
      class: share === null ? "unknown" : share < 0.45 ? "near" : "far",
      onpointerenter: () => show(row, column),
    }, text(value));
    if (share !== null) node.style.setProperty("--share", share.toFixed(3));
    return node;
  }

  const rows = order.map((from, row) => {
    fields.push(order.map((_, column) => field(row, column)));
    return el("tr", {}, el("th", { scope: "row", title: names[from] }, short(names[from])),
      fields[row]);
  });
  const moves = {
    ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0],
  };
  return section("Distance map",
    `${quantity}. Rows and columns are in the order of average-linkage clustering, so that devices `
    + "that are alike stand next to each other; dark is near.",
    el("div", {
      class: "scroll whole", tabindex: "0", role: "region", "aria-label": "distance map",
      onkeydown: (event) => {
        const move = moves[event.key];
        if (!move || !order.length) return;
        event.preventDefault();
        const [row, column] = at ? [at[0] + move[0], at[1] + move[1]] : [0, 0];
        const inside = (place) => Math.max(0, Math.min(order.length - 1, place));
        show(inside(row), inside(column));
        fields[at[0]][at[1]].scrollIntoView({ block: "nearest", inline: "nearest" });
      },
    }, el("table", { class: `map${names.length > 16 ? " dense" : ""}` },
      el("thead", {}, el("tr", {}, el("td"), order.map((to) =>
        el("th", { scope: "col", title: names[to] }, el("span", {}, short(names[to])))))),
      el("tbody", {}, rows))),
    readout);
}
