// Lines: what a search had found after some evaluations, how accuracy grows with samples.

// series: [{name, style, points: [[x, y, spread]]}]
function curveChart({ label, series, x, y, references = [] }) {
  const chart = new Chart({
    label, ratio: 0.42, least: 260, describe: () => ({ x, y }),
    draw(chart) {
      for (const { value, name } of references) {
        const place = chart.down(value);
        chart.layer.append(
          shape("path", {
            class: "noise", d: `M${chart.frame.left} ${place}h${chart.innerWidth}`,
          }),
          shape("text", {
            class: "tick", x: chart.frame.left + 8,
            y: place < chart.frame.top + 18 ? place + 15 : place - 6,
          }, name));
      }
      for (const one of series) {
        chart.line(one.points, one.style);
        if (one.points.length > 40) continue;
        for (const [px, py, spread] of one.points) {
          const [cx, cy] = [chart.across(px), chart.down(py)];
          if (spread > 0) {
            chart.layer.append(shape("path", {
              class: "bar", stroke: one.style.colour,
              d: `M${cx} ${chart.down(py - spread)}V${chart.down(py + spread)}`,
            }));
          }
          const mark = markShape(one.style, cx, cy);
          mark.append(shape("title", {}, `${one.name}: ${fixed(py, 3)} at ${count(px)}`));
          chart.layer.append(mark);
        }
      }
    },
  });
  return el("div", {}, el("ul", { class: "key" }, series.map((one) =>
    el("li", {}, swatch(one.style), el("span", {}, one.name)))), chart.box);
}

// The share of a hypervolume over the evaluations of a search.
function convergence() {
  const moments = figure.convergence;
  if (moments.length < 2) return null;
  const last = moments.at(-1);
  const series = [{
    name: "as the search saw it", style: seriesStyle(0),
    points: moments.map((one) => [one.evaluations, one.seen]),
  }];
  if (known(last.rescored)) {
    series.push({
      name: "with the latencies of the table", style: seriesStyle(1),
      points: moments.map((one) => [one.evaluations, one.rescored]),
    });
  }
  const lowest = Math.min(...series.flatMap((one) => one.points.map(([, value]) => value)));
  const whole = known(last.rescored)
    ? "as a share of the exact front's: with the latencies of the table, and as the search saw it, "
      + "with the latencies that it searched with in both"
    : report.latency_source === "oracle" ? "as a share of the exact front's"
      : "as a share of that of the whole space's front, both with the latencies that "
        + `${figure.estimate.name} says; no exact front is known`;
  return section("Convergence",
    `The found front's hypervolume ${whole}; over the number of distinct `
    + `architectures evaluated. At the end: ${series.map((one) =>
      `${fixed(one.points.at(-1)[1], 4)} ${one.name}`).join(", ")}.`,
    curveChart({
      label: "hypervolume over evaluations", series,
      x: {
        lower: moments[0].evaluations, upper: last.evaluations, logarithmic: true,
        label: "evaluations (logarithmic)", format: count,
        ticks: [1, 10, 100, 1000, 10000].filter((tick) => tick < last.evaluations / 1.6)
          .concat(last.evaluations),
      },
      y: {
        lower: Math.min(0.9, Math.floor(lowest * 10) / 10), upper: 1.02,
        label: "share of hypervolume", ticks: [0, 0.2, 0.4, 0.6, 0.8, 1],
      },
    }));
}

// Accuracy against the number of samples, the mean over the devices.
function learningCurves() {
  // What was varied: architectures learned from, devices learned from, else samples.
  const several = (key) => new Set(report.mean.map((row) => row[key]).filter(known)).size > 1;
  const axis = several("train") ? "train" : several("pool_size") ? "pool_size" : "samples";
  const { title, over, label } = {
    train: {
      title: "Accuracy against architectures learned from",
      over: "architectures learned from", label: "architectures of each device learned from",
    },
    pool_size: {
      title: "Accuracy against devices learned from", over: "devices learned from",
      label: "devices learned from",
    },
    samples: {
      title: "Accuracy against samples", over: "samples",
      label: "architectures measured on the device",
    },
  }[axis];
  const groups = new Map();
  for (const row of report.mean) {
    const place = axis === "samples" ? row.samples || row.used_samples : row[axis];
    if (!known(place)) continue;
    const name = [estimatorName(row),
      axis === "samples" || !row.samples ? row.sampling
        : `${row.samples} ${row.sampling ?? "samples"}`,
      axis !== "train" && known(row.train) ? `train ${row.train}` : null,
      axis !== "pool_size" && known(row.pool_size) ? `pool ${row.pool_size}` : null]
      .filter((text) => text).join(", ");
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push([place, row.within10, row.within10_std]);
  }
  if (!groups.size) return "";
  const counts = [...new Set([...groups.values()].flat().map(([samples]) => samples))]
    .sort((a, b) => a - b);
  const series = [...groups].map(([name, points], position) => ({
    name, style: seriesStyle(position), points: points.sort((a, b) => a[0] - b[0]),
  }));
  const bounds = report.noise.map((one) => one.bound10);
  const mean = bounds.reduce((sum, value) => sum + value, 0) / bounds.length;
  return section(title,
    "The share of latencies predicted within ±10 %, the mean over the devices; bars are the "
    + "standard deviation over the draws of random samples.",
    curveChart({
      label: `share within ±10 % over the number of ${over}`, series,
      x: {
        lower: counts[0] * 0.8, upper: counts.at(-1) * 1.25, logarithmic: true, ticks: counts,
        label,
      },
      y: { lower: 0, upper: 1, label: "share within ±10 %" },
      references: known(mean) ? [{ value: mean, name: "the tables' noise allows" }] : [],
    }));
}
