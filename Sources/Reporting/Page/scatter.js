// Predicted over measured latency, and how the errors are distributed.

// panels: [{title, note, measured, predicted, indices, histogram, tested, shares, style}]
function scatterView(panels, { noise, reach }) {
  let scale = "shared";
  const shared = extentOf(panels);
  const charts = panels.map((panel) => scatterChart(
    panel, () => (scale === "own" ? extentOf([panel]) : shared), noise));
  return el("div", {},
    el("div", { class: "controls" },
      choice("Axes", [["shared", "the same in all"], ["own", "each its own"]], (value) => {
        scale = value;
        charts.forEach((one) => one.chart.render());
      })),
    el("p", { class: "marks" },
      ...[["within ±10 %", 1], ["within ±5 %", 2], ["within ±1 %", 3]].map(([text, layers]) =>
        el("span", {}, shape("svg", {
          class: "swatch small", viewBox: "0 0 20 20", "aria-hidden": "true",
        }, Array.from({ length: layers }, () => shape("rect", {
          class: "band1", x: 1, y: 4, width: 18, height: 12,
        }))), text)),
      known(noise?.sigma) ? el("span", {}, shape("svg", {
        class: "swatch small", viewBox: "0 0 20 20", "aria-hidden": "true",
      }, shape("path", { class: "noise", d: "M1 6H19M1 14H19" })),
      `the table's own noise, ± ${percent(noise.sigma)} %`) : null),
    el("div", { class: "panels" }, charts.map((one, position) => el("figure", {},
      el("figcaption", {}, el("b", {}, panels[position].title),
        el("span", {}, panels[position].note)),
      one.chart.box, histogram(panels[position], reach, noise).box,
      one.readout))));
}

function extentOf(panels) {
  let [low, high] = [Infinity, -Infinity];
  for (const { measured, predicted } of panels) {
    for (const values of [measured, predicted]) {
      for (const value of values) {
        if (value === null || value <= 0) continue;
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
  }
  return low < high ? [low * 0.97, high * 1.03] : [0, 1];
}

function scatterChart(panel, extent, noise) {
  const readout = el("p", { class: "readout", "aria-live": "polite" });
  const chart = new Chart({
    label: `${panel.title}: predicted over measured latency, ${panel.note}`,
    ratio: 0.85, least: 250,
    describe() {
      const [lower, upper] = extent();
      return {
        x: { lower, upper, label: "measured (ms)", ticks: ticksOf(lower, upper, 4) },
        y: { lower, upper, label: "predicted (ms)", ticks: ticksOf(lower, upper, 5) },
      };
    },
    draw(chart) {
      const { lower, upper } = chart.axes.x;
      for (const [share, name] of [[0.1, "band10"], [0.05, "band5"], [0.01, "band1"]]) {
        const corners = [[lower, lower * (1 - share)], [upper, upper * (1 - share)],
          [upper, upper * (1 + share)], [lower, lower * (1 + share)]];
        chart.layer.append(shape("path", {
          class: name,
          d: `M${corners.map(([x, y]) => `${chart.across(x)} ${chart.down(y)}`).join("L")}Z`,
        }));
      }
      if (known(noise?.sigma)) {
        for (const factor of [1 - noise.sigma, 1 + noise.sigma]) {
          chart.layer.append(shape("path", {
            class: "noise",
            d: `M${chart.across(lower)} ${chart.down(lower * factor)}`
              + `L${chart.across(upper)} ${chart.down(upper * factor)}`,
          }));
        }
      }
      const colour = getComputedStyle(document.body).getPropertyValue(
        panel.style.colour.slice(4, -1));
      chart.context.globalAlpha = panel.measured.length > 4000 ? 0.35 : 0.55;
      chart.dots(panel.measured, panel.predicted, {
        size: panel.measured.length > 2000 ? 1.7 : 2.4, colour,
      });
      chart.context.globalAlpha = 1;
    },
  });
  chart.svg.addEventListener("pointermove", (event) => {
    const box = chart.svg.getBoundingClientRect();
    const factor = chart.width / box.width;
    const [x, y] = [(event.clientX - box.left) * factor, (event.clientY - box.top) * factor];
    let [found, distance] = [-1, 100];
    for (let i = 0; i < panel.measured.length; i += 1) {
      if (panel.measured[i] === null || panel.predicted[i] === null) continue;
      const far = (chart.across(panel.measured[i]) - x) ** 2
        + (chart.down(panel.predicted[i]) - y) ** 2;
      if (far < distance) [found, distance] = [i, far];
    }
    readout.textContent = found < 0 ? "" : `index ${panel.indices[found]}: measured `
      + `${milliseconds(panel.measured[found])} ms, predicted `
      + `${milliseconds(panel.predicted[found])} ms, `
      + `${percent(panel.predicted[found] / panel.measured[found] - 1)} %`;
  });
  return { chart, readout };
}

// Tested architectures by relative error; the outermost bins hold everything beyond.
function histogram(panel, reach, noise) {
  const bins = panel.histogram;
  const width = 2 * reach / (bins.length - 2);
  const most = Math.max(...bins, 1) / panel.tested;
  return new Chart({
    label: `${panel.title}: relative errors of ${panel.tested} architectures`,
    ratio: 0.32, least: 150,
    describe: () => ({
      x: {
        lower: -reach - width, upper: reach + width, label: "error (%)",
        ticks: [-0.2, -0.1, 0, 0.1, 0.2],
        format: (tick) => String(Math.round(tick * 100)).replace("-", "−"),
      },
      y: {
        lower: 0, upper: most * 1.05, label: "share (%)",
        ticks: ticksOf(0, most, 3), format: (tick) => tickText(tick * 100),
      },
    }),
    draw(chart) {
      for (const [share, name] of [[0.1, "band10"], [0.05, "band5"], [0.01, "band1"]]) {
        chart.layer.append(shape("rect", {
          class: name, x: chart.across(-share), width: chart.across(share) - chart.across(-share),
          y: chart.frame.top, height: chart.innerHeight,
        }));
      }
      bins.forEach((size, bin) => {
        const start = -reach + (bin - 1) * width;
        const [x0, x1] = [chart.across(start), chart.across(start + width)];
        const y = chart.down(size / panel.tested);
        chart.layer.append(shape("rect", {
          class: "bin", x: x0, width: Math.max(1, x1 - x0 - 0.6), y,
          height: chart.down(0) - y, fill: panel.style.colour,
        }, shape("title", {}, `${percent(size / panel.tested)} %`)));
      });
      if (known(noise?.sigma) && noise.sigma > 0) {
        // The errors of a perfect predictor: normal, as wide as the table's noise.
        const points = [];
        for (let error = -reach; error <= reach; error += reach / 200) {
          const density = Math.exp(-0.5 * (error / noise.sigma) ** 2)
            / (noise.sigma * Math.sqrt(2 * Math.PI));
          points.push([error, Math.min(density * width, most * 1.05)]);
        }
        chart.layer.append(shape("path", {
          class: "noise", d: points.map(([x, y], i) =>
            `${i ? "L" : "M"}${chart.across(x).toFixed(1)} ${chart.down(y).toFixed(1)}`).join(""),
        }));
      }
    },
  });
}
