// A device's references over time.

function devicePage() {
  const last = figure.scales.at(-1);
  const points = figure.hours.map((hours, position) => [hours, figure.milliseconds[position]]);
  const levels = figure.milliseconds.concat(figure.scales.map((one) => one.milliseconds));
  const slow = figure.milliseconds.filter((one) => last && one > 1.1 * last.milliseconds).length;
  page.append(tiles([
    ["latencies", count(report.latencies)], ["looks at the references", count(figure.looks)],
    ["scale", last ? `${fixed(last.milliseconds, 4)} ms` : "none",
      last ? `version ${last.version}, ± ${fixed(100 * last.standard_error, 1)} %` : ""],
    ["looks over 10 % slower", points.length ? `${fixed(100 * slow / points.length, 0)} %` : "–"],
  ]));
  if (!points.length) {
    page.append(el("p", { class: "empty" }, "Nothing took turns with references on this device."));
    return;
  }
  page.append(
    section("References over time",
      "Every measurement runs in turns with reference networks: what they took then, the geometric "
      + "mean, and what they take at full speed, the scale of all latencies.",
      curveChart({
        label: "references over time",
        series: [{ name: "references", style: seriesStyle(0), points }],
        x: { lower: 0, upper: figure.hours.at(-1) || 1, label: "hours since the first look" },
        y: {
          lower: 0.95 * Math.min(...levels), upper: 1.05 * Math.max(...levels),
          label: "milliseconds",
        },
        references: last ? [{ value: last.milliseconds, name: "full speed" }] : [],
      })),
    section("Scales", "The last one counts for all latencies, also the earlier ones.",
      el("ul", {}, figure.scales.map((one) => el("li", {},
        `${one.version}: ${fixed(one.milliseconds, 4)} ms ± ${fixed(100 * one.standard_error, 1)} %, `
        + `from ${count(one.blocks)} blocks of turns`)))));
}
