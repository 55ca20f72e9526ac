// Estimators on devices left out in turn.

function evaluatePage() {
  const kinds = [...new Set(report.rows.map((row) => row.latency_source))];
  const devices = worstFirst(report.rows);
  const holder = el("div");
  const show = (device) => {
    const panels = figure.panels.filter((one) => one.device === device).map((one) => {
      const row = report.rows.find((row) => row.device === device && row.samples === one.samples
        && estimatorName(row) === one.latency_source && row.sampling === one.sampling
        && row.train === one.train && row.pool_size === one.pool_size);
      return {
        ...one, indices: one.index, style: seriesStyle(kinds.indexOf(row?.latency_source)),
        title: [one.latency_source, one.samples ? `${one.samples} ${one.sampling ?? ""} samples`
          : null, known(one.train) ? `train ${one.train}` : null,
        known(one.pool_size) ? `pool ${one.pool_size}` : null].filter((text) => text).join(", "),
        note: shareText(row),
      };
    });
    holder.replaceChildren(panels.length ? scatterView(panels, {
      noise: report.noise.find((one) => one.device === device), reach: figure.histogram_reach,
    }) : el("p", { class: "empty" }, "Nothing was predicted on this device."));
  };
  const pick = el("select", { id: "device", onchange: (event) => show(event.target.value) },
    devices.map((name) => el("option", { value: name }, name)));
  const drawn = figure.panels[0];
  page.append(
    tiles([
      ["devices judged", count(devices.length)], ["in the pool", count(report.pool.length)],
      ["learned from each", [report.train].flat().map(count).join(", "), "architectures"],
      ["draws", count(report.repeats), "of random samples"],
    ]),
    section("Mean over the devices", "The best of each column is marked.",
      scoreTable(report.mean, meanNoise(report.noise))),
    report.mean.length ? learningCurves() : "");
  if (devices.length) {
    pending.push(() => show(devices[0]));
    page.append(
      section("Every device", "The best on each device is marked.",
        scoreTable(report.rows, report.noise, { hasDevice: true })),
      section("Predicted over measured latency",
        "The first draw of samples; shares are means over all draws."
        + (drawn && drawn.index.length < drawn.tested
          ? ` ${count(drawn.index.length)} of ${count(drawn.tested)} points are drawn, evenly `
            + "spaced; the distributions below them are of all." : ""),
        el("p", { class: "pick" }, el("label", { for: "device" }, "Device "), pick), holder));
  }
  page.append(notes());
}
