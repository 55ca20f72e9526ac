// Distances between devices as a map, similar ones next to each other.

function distanceMap() {
  const { names, distances, order, quantity } = figure;
  const values = distances.flat().filter(known);
  const largest = Math.max(...values, Number.MIN_VALUE);
  const readout = el("p", { class: "readout", role: "status" }, "Point at a field for its number.");
  const text = (value) => (known(value) ? String(Number(value.toPrecision(3))) : "–");
  const rows = order.map((from) => el("tr", {}, el("th", { scope: "row" }, names[from]),
    order.map((to) => {
      const value = distances[from][to];
      const share = known(value) ? value / largest : null;
      const field = el("td", {
        class: share === null ? "unknown" : share < 0.5 ? "near" : "far",
        onpointerenter: () => {
          readout.textContent = `${names[from]} – ${names[to]}: ${text(value)}`;
        },
      }, text(value));
      if (share !== null) field.style.setProperty("--share", share.toFixed(3));
      return field;
    })));
  return section("Distances between devices",
    `${quantity}. Rows and columns are in the order of average-linkage clustering, so that devices `
    + "that are alike stand next to each other; dark is near.",
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "distance map" },
      el("table", { class: `map${names.length > 14 ? " dense" : ""}` },
        el("thead", {}, el("tr", {}, el("td"), order.map((to) =>
          el("th", { scope: "col" }, el("span", {}, names[to]))))),
        el("tbody", {}, rows))),
    readout);
}
