// Accuracy over latency: the whole space as a cloud, fronts over it, an architecture's facts, a
// limit to try, and the table of the members.

// series: [{name, style, isReference, isShown, members: [{code, ms, std, accuracy, origin,
//   isVerified, isSample, isUncertain}]}], members fastest first.
// truth: {name, ms} where the true latencies are known; sources: what the facts list.
// axes: [{objective, unit, label, values, bound}], what may lie to the right; latencies have no
//   values of their own, since every source has others.
function frontView({
  series, cloud, truth, sources, constraints = {}, xLabel, yLabel, columns,
  axes = [{ objective: "latency", unit: "ms", label: xLabel, bound: constraints.max_latency }],
}) {
  const state = { range: "useful", latency: "stated", selected: new Set(), at: null };
  state.axis = axes[0];
  const isLatency = () => state.axis.objective === "latency";
  const costs = () => state.axis.values ?? cloud.ms;
  const space = figure.space;
  const facts = el("div", { class: "details", "aria-live": "polite" });
  const hint = el("p", { class: "hint" },
    "Point at an architecture, or focus the chart and use the arrow keys. Click or Enter selects "
    + "it for the table.");
  const stated = (member) => state.axis.values?.[member.code] ?? member.ms;
  const place = (member) => (isLatency() && state.latency === "true" ? truth.ms[member.code]
    : stated(member));
  const spread = (member) => (isLatency() ? member.std ?? 0 : 0);
  const shownSeries = () => series.filter((one) => one.isShown);

  function ranges() {
    const members = shownSeries().flatMap((one) => one.members);
    const best = Math.max(0, ...members.map((one) => one.accuracy));
    const useful = members.filter((one) => one.accuracy >= 0.85 * best && known(place(one)));
    const everything = state.range === "whole" || useful.length === 0;
    let xs, ys;
    if (everything) {
      [xs, ys] = [costs().filter(known), cloud.accuracy.filter(known)];
    } else {
      xs = useful.flatMap((one) => [place(one) - spread(one), place(one) + spread(one)]);
      ys = useful.map((one) => one.accuracy);
    }
    const extent = (values) => values.reduce(
      ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
      [Infinity, -Infinity]);
    const [[x0, x1], [y0, y1]] = [extent(xs), extent(ys)];
    const [mx, my] = [Math.max(x1 - x0, x1 * 0.02) * 0.05, Math.max(y1 - y0, 0.5) * 0.07];
    return {
      x: { lower: Math.max(0, x0 - mx), upper: x1 + mx, label: state.axis.label },
      y: { lower: Math.max(0, y0 - my), upper: Math.min(100, y1 + my), label: yLabel },
    };
  }

  let dots = [];
  function draw(chart) {
    chart.dots(costs(), cloud.accuracy);
    dots = costs().map((cost, code) => (cost === null || cloud.accuracy[code] === null ? null
      : [chart.across(cost), chart.down(cloud.accuracy[code])]));
    if (known(state.axis.bound)) {
      chart.region(chart.across(state.axis.bound), chart.width, 0, chart.height,
        `above ${state.axis.bound} ${state.axis.unit}`);
    }
    if (known(constraints.min_accuracy)) {
      chart.region(0, chart.width, chart.down(constraints.min_accuracy), chart.height,
        `below ${constraints.min_accuracy} %`);
    }
    for (const one of shownSeries()) drawSeries(chart, one);
    drawLimit(chart);
    drawSelected(chart);
    drawFocus(chart);
  }

  function drawSeries(chart, one) {
    const members = one.members.filter((member) => known(place(member)));
    const ordered = [...members].sort((a, b) => place(a) - place(b));
    // At other latencies than a front's own, some members are dominated: the line passes them by.
    let reached = -Infinity;
    const steps = ordered.filter((member) => {
      const isBetter = member.accuracy > reached;
      if (isBetter) reached = member.accuracy;
      return isBetter;
    });
    chart.line(steps.map((member) => [place(member), member.accuracy]), one.style, true);
    for (const member of members) {
      const [x, y] = [chart.across(place(member)), chart.down(member.accuracy)];
      if (spread(member) > 0 && state.latency === "stated") {
        const reach = chart.across(member.ms + member.std) - x;
        chart.layer.append(shape("path", {
          class: "bar", stroke: one.style.colour,
          d: `M${x - reach} ${y}H${x + reach}M${x - reach} ${y - 3}v6M${x + reach} ${y - 3}v6`,
        }));
      }
      const group = shape("g", {},
        markShape(one.style, x, y, one.isReference ? 4.5 : 5, member.isUncertain));
      if (member.isVerified || member.isSample) {
        group.append(shape("circle", { class: "ring", cx: x, cy: y, r: 8.5 }));
      }
      chart.layer.append(group);
    }
  }

  // Selected architectures in squares: circles are around known latencies.
  function drawSelected(chart) {
    const drawn = new Set();
    for (const one of shownSeries()) {
      for (const member of one.members) {
        if (!state.selected.has(member.code) || !known(place(member))) continue;
        drawn.add(member.code);
        drawSquare(chart, chart.across(place(member)), chart.down(member.accuracy));
      }
    }
    for (const code of state.selected) {
      if (!drawn.has(code) && dots[code]) drawSquare(chart, ...dots[code]);
    }
  }

  function drawSquare(chart, x, y) {
    chart.layer.append(shape("rect", {
      class: "chosen", x: x - 11, y: y - 11, width: 22, height: 22, rx: 2,
    }));
  }

  function drawLimit(chart) {
    if (!known(state.limit)) return;
    const x = chart.across(state.limit);
    if (!chart.contains(x, chart.frame.top)) return;
    chart.layer.append(shape("path", {
      class: "limit", d: `M${x} ${chart.frame.top}v${chart.innerHeight}`,
    }));
  }

  function drawFocus(chart) {
    if (!state.at) return;
    const { code, member } = state.at;
    const [x, y] = member ? [chart.across(place(member)), chart.down(member.accuracy)]
      : dots[code];
    // The corners of a square: a circle would say that the latency is known.
    chart.layer.append(shape("path", {
      class: "focus",
      d: [[-1, -1], [1, -1], [1, 1], [-1, 1]].map(([h, v]) =>
        `M${x + 9 * h} ${y + 4 * v}V${y + 9 * v}H${x + 4 * h}`).join(""),
    }));
  }

  function nearest(x, y) {
    let [found, distance] = [null, 18 * 18];
    for (const one of shownSeries()) {
      for (const member of one.members) {
        if (!known(place(member))) continue;
        const [px, py] = [chart.across(place(member)), chart.down(member.accuracy)];
        const far = (px - x) ** 2 + (py - y) ** 2;
        if (chart.contains(px, py) && far < distance) {
          [found, distance] = [{ code: member.code, series: one, member }, far];
        }
      }
    }
    if (found) return found;
    distance = 10 * 10;
    dots.forEach((dot, code) => {
      if (!dot || !chart.contains(...dot)) return;
      const far = (dot[0] - x) ** 2 + (dot[1] - y) ** 2;
      if (far < distance) [found, distance] = [{ code }, far];
    });
    return found;
  }

  function focus(target) {
    state.at = target;
    chart.render();
    showFacts();
  }

  function showFacts() {
    if (!state.at) {
      facts.replaceChildren(hint);
      return;
    }
    const { code, series: one, member } = state.at;
    const rows = sources.map((source) => {
      const stated = source.origin_of?.(code) ?? source.origin;
      return [source.label ?? `latency, ${source.name}`,
        latencyText(source.ms[code], source.std?.[code], stated)];
    });
    const standing = [
      one ? `on the front of ${one.name}` : "not on a shown front",
      member?.isSample ? "known before: one of the samples" : null,
      member?.isVerified ? "looked up after the search" : null,
      member?.isUncertain ? "within the errors, another architecture at least as accurate may be faster" : null,
    ].filter((text) => text);
    facts.replaceChildren(cellDrawing(code),
      el("p", { class: "standing" }, standing.join("; ")),
      cellFacts(code, rows),
      el("p", { class: "string" }, stringOf(code)), hint);
  }

  function select(code) {
    if (state.selected.has(code)) state.selected.delete(code);
    else state.selected.add(code);
    refresh();
  }

  function refresh() {
    chart.render();
    table.show(tableRows());
    clear.hidden = state.selected.size === 0;
  }

  // Members of the shown fronts, or what was selected, whether on a front or not.
  function tableRows() {
    const rows = shownSeries().flatMap((one) =>
      one.members.map((member) => ({ ...member, front: one.name, series: one })));
    if (!state.selected.size) return rows;
    const listed = rows.filter((row) => state.selected.has(row.code));
    const others = [...state.selected].filter((code) => !listed.some((row) => row.code === code));
    return [...listed, ...others.map((code) => ({
      code, accuracy: space.accuracy[code], front: "–",
      ms: sources[0].ms[code], std: sources[0].std?.[code], origin: sources[0].origin,
    }))];
  }

  const chart = new Chart({
    label: `${yLabel} over ${xLabel}: ${series.map((one) =>
      `${one.name}, ${one.members.length} architectures`).join("; ")}`,
    describe: ranges, draw, ratio: 0.66, least: 340,
  });
  const svg = chart.svg;
  svg.setAttribute("tabindex", "0");
  svg.setAttribute("role", "group");
  svg.classList.add("interactive");
  const at = (event) => {
    const box = svg.getBoundingClientRect();
    const scale = chart.width / box.width;
    return nearest((event.clientX - box.left) * scale, (event.clientY - box.top) * scale);
  };
  svg.addEventListener("pointermove", (event) => {
    const found = at(event);
    if (found && (found.code !== state.at?.code || found.series !== state.at?.series)) {
      focus(found);
    }
  });
  svg.addEventListener("click", (event) => {
    const found = at(event);
    if (found) {
      focus(found);
      select(found.code);
    }
  });
  svg.addEventListener("keydown", (event) => {
    const shown = shownSeries().filter((one) => one.members.length);
    if (!shown.length) return;
    const row = Math.max(0, shown.indexOf(state.at?.series));
    const place = shown[row].members.indexOf(state.at?.member);
    const move = (line, step) => {
      const members = shown[line].members;
      const position = Math.max(0, Math.min(members.length - 1, step));
      focus({ code: members[position].code, series: shown[line], member: members[position] });
    };
    const keys = {
      ArrowRight: () => move(row, place + 1), ArrowLeft: () => move(row, place - 1),
      Home: () => move(row, 0), End: () => move(row, Infinity),
      ArrowUp: () => move((row + 1) % shown.length, Math.max(0, place)),
      ArrowDown: () => move((row + shown.length - 1) % shown.length, Math.max(0, place)),
      Enter: () => state.at && select(state.at.code),
      " ": () => state.at && select(state.at.code),
      Escape: () => { state.selected.clear(); refresh(); },
    };
    if (keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    }
  });

  const clear = el("button", {
    type: "button", class: "plain", hidden: true,
    onclick: () => { state.selected.clear(); refresh(); },
  }, "Show all rows");
  const table = dataTable({
    caption: "Members of the fronts", columns, rows: tableRows(), descending: true,
    sort: columns.find((column) => column.csv === "accuracy"),
    onselect: (row) => {
      focus({ code: row.code, series: row.series, member: row.series?.members.find((one) =>
        one.code === row.code) });
      select(row.code);
    },
    isSelected: (row) => state.selected.has(row.code),
  });
  showFacts();

  const legend = el("fieldset", { class: "legend" }, el("legend", {}, "Fronts"),
    series.map((one) => el("label", {},
      el("input", {
        type: "checkbox", checked: one.isShown,
        onchange: (event) => { one.isShown = event.target.checked; refresh(); },
      }), swatch(one.style), el("span", {}, one.label ?? one.name))));
  const toggles = el("div", { class: "toggles" },
    axes.length > 1
      ? choice("Axis", axes.map((axis) => [axis.objective, axis.objective]), (value) => {
        state.axis = axes.find((axis) => axis.objective === value);
        state.limit = undefined;
        limit.replaceChildren(limits());
        chart.render();
      }) : null,
    choice("Range", [["useful", "useful part"], ["whole", "whole space"]], (value) => {
      state.range = value;
      chart.render();
    }),
    truth && series.some((one) => !one.isReference)
      ? choice("Latencies", [["stated", "as each source says"], ["true", "in truth"]],
        (value) => { state.latency = value; chart.render(); })
      : null);
  const limits = () => limitControl(series, isLatency() ? truth : null, state.axis.unit, stated,
    (value, best, one) => {
      state.limit = value;
      if (best) focus({ code: best.code, series: one, member: best });
      else chart.render();
    }) ?? "";
  const limit = el("div", {}, limits());
  return el("div", {},
    el("div", { class: "controls" }, legend, toggles),
    el("div", { class: "with-details" }, el("div", {}, chart.box, markLegend(series)), facts),
    limit,
    table.node, el("p", { class: "tools" }, clear));
}

// What the marks around points mean, as far as the page has them.
function markLegend(series) {
  const members = series.flatMap((one) => one.members);
  const sample = (...shapes) =>
    shape("svg", { class: "swatch small", viewBox: "0 0 20 20", "aria-hidden": "true" }, shapes);
  const ring = shape("circle", { class: "ring", cx: 10, cy: 10, r: 7 });
  const style = series.find((one) => !one.isReference)?.style ?? referenceStyle;
  return el("p", { class: "marks" },
    el("span", {}, sample(shape("rect", { class: "cloud-dot", x: 8, y: 8, width: 4, height: 4 })),
      "an architecture of the space"),
    members.some((one) => one.std > 0)
      ? el("span", {}, sample(shape("path", {
        class: "bar", stroke: style.colour, d: "M2 10H18M2 6v8M18 6v8",
      })), "± one standard deviation") : null,
    members.some((one) => one.isVerified || one.isSample)
      ? el("span", {}, sample(ring), "latency known: a sample, or looked up") : null,
    members.some((one) => one.isUncertain)
      ? el("span", {}, sample(markShape(style, 10, 10, 6, true)),
        "hollow: within the errors, another architecture, found or not, may be faster") : null,
    el("span", {}, sample(shape("rect", {
      class: "chosen", x: 2, y: 2, width: 16, height: 16, rx: 2,
    })), "selected for the table"));
}

// Radio buttons side by side.
function choice(name, options, change) {
  const id = `choice-${name.toLowerCase()}`;
  return el("fieldset", { class: "choice" }, el("legend", {}, name),
    options.map(([value, text], position) => el("label", {},
      el("input", {
        type: "radio", name: id, value, checked: position === 0,
        onchange: () => change(value),
      }), el("span", {}, text))));
}

// A latency as it is shown: what is compared with a limit, so that they agree to the last digit.
const shownLatency = (value) => (known(value) ? Number(milliseconds(value)) : value);

// A limit to try on what lies to the right: the most accurate member under it, from every front.
function limitControl(series, truth, unit, stated, change) {
  const values = series.flatMap((one) => one.members.map(stated)).filter(known);
  if (values.length < 2) return null;
  const [low, high] = [Math.min(...values), Math.max(...values)].map(shownLatency);
  // Every position is a number that can be shown, and the last one admits all.
  const digit = high < 1 ? 1e-4 : high < 100 ? 1e-3 : 0.1;
  const step = Math.max(1, Math.round((high - low) / 400 / digit)) * digit;
  const last = low + Math.ceil((high - low) / step + 1e-9) * step;
  const within = (member, limit) => shownLatency(stated(member)) <= limit;
  const output = el("div", { class: "under" });
  const shown = el("output", { for: "limit" });
  const update = (position) => {
    const value = shownLatency(position);
    shown.textContent = `${milliseconds(value)}\u00a0${unit}`;
    output.replaceChildren(...series.filter((one) => one.isShown || one.isReference).map((one) => {
      const under = one.members.filter((member) => within(member, value));
      const best = under.reduce((a, b) => (a && a.accuracy >= b.accuracy ? a : b), null);
      const name = el("h3", {}, swatch(one.style), el("span", {}, one.name));
      if (!best) {
        return el("div", {}, name,
          el("p", {}, unit === "ms" ? "nothing is that fast" : "nothing needs that little"));
      }
      const real = truth?.ms[best.code];
      const isBroken = best.origin === "predicted" && known(real) && shownLatency(real) > value;
      return el("div", {}, name,
        el("p", {}, el("b", {}, `${fixed(best.accuracy, 2)} %`),
          ` index ${figure.space.index[best.code]}`),
        unit === "ms" ? null : el("p", {}, `${milliseconds(stated(best))} ${unit}`),
        el("p", {}, latencyText(best.ms, best.std, best.origin)),
        best.origin === "predicted" && known(real)
          ? el("p", { class: isBroken ? "broken" : null },
            `${milliseconds(real)} ms in truth${isBroken ? ": over the limit" : ""}`) : null);
    }));
    const first = series.find((one) => !one.isReference) ?? series[0];
    change(value, first.members.filter((member) => within(member, value))
      .reduce((a, b) => (a && a.accuracy >= b.accuracy ? a : b), null), first);
  };
  const input = el("input", {
    type: "range", id: "limit", min: low, max: last, step,
    oninput: (event) => update(Number(event.target.value)),
  });
  const best = Math.max(...series.flatMap((one) => one.members.map((one) => one.accuracy)));
  const useful = series.flatMap((one) => one.members.filter((one) => one.accuracy > 0.85 * best))
    .map(stated).filter(known).sort((a, b) => a - b);
  const middle = shownLatency(useful[Math.floor(useful.length / 2)] ?? high);
  input.value = middle;
  const box = el("div", { class: "limit-box" },
    el("label", { for: "limit" }, "The most accurate architecture within ", shown), input, output);
  // The page begins at a member's own latency, wherever the slider's nearest position is.
  update(middle);
  return box;
}
