// Estimators on one device.

function comparePage() {
  const { oracle, estimates } = figure;
  const predicted = estimates.filter((one) => one.name !== "oracle");
  const rank = [...report.rows].filter((row) => !row.saw_table)
    .sort((a, b) => (b.within10 ?? 0) - (a.within10 ?? 0)).map((row) => row.latency_source);
  const series = [
    frontOf(oracle, referenceStyle, {
      isReference: true, label: "oracle: the exact front",
    }),
    ...predicted.map((one, position) => frontOf(one, seriesStyle(position), {
      isShown: rank.slice(0, 3).includes(one.name),
    })),
  ];
  page.append(
    section("Estimators", `On the latencies of ${report.device} that they have not seen; the best `
      + "of each column is marked.", scoreTable(report.rows, report.noise ? [report.noise] : []),
      report.recommendation ? el("p", { class: "advice" }, "Where only samples are known, as of a new device, use ",
        el("b", {}, report.recommendation.latency_source),
        `: ${report.recommendation.reason}.`) : null),
    section("Accuracy over latency",
      "The cloud is the whole space at the table's latencies. "
      + (series.length > 4 ? "The three best estimators are shown; the others can be added." : ""),
      frontView({
        series, truth: oracle, cloud: { ms: oracle.ms, accuracy: figure.space.accuracy },
        sources: [{ ...oracle, label: "latency, the table" }, ...predicted],
        xLabel: `latency on ${report.device} (ms)`, yLabel: `accuracy, ${report.dataset} (%)`,
        columns: frontColumns(truthColumns(oracle.ms)),
      })),
    predicted.length ? later(() => section("Predicted over measured latency",
      "Architectures that an estimator was fitted to are left out"
      + (figure.left_out.length ? ", and so are cells without a path, which the device folded away."
        : "."),
      scatterView(predicted.map((one, position) => comparePanel(one, position, oracle)),
        { noise: report.noise, reach: 0.3 }))) : "",
    notes());
}

function comparePanel(estimate, position, oracle) {
  const seen = new Set([...estimate.seen, ...figure.left_out]);
  const codes = oracle.ms.map((_, code) => code).filter((code) => oracle.ms[code] > 0
    && known(estimate.ms[code]) && !seen.has(figure.space.index[code]));
  const isFitted = estimate.name === "bundled";
  const row = report.rows.find((one) => one.latency_source === estimate.name);
  const [measured, guessed] = [codes.map((c) => oracle.ms[c]), codes.map((c) => estimate.ms[c])];
  const histogram = new Array(62).fill(0);
  measured.forEach((value, i) => {
    const bin = Math.floor((guessed[i] / value - 1 + 0.3) / 0.6 * 60) + 1;
    histogram[Math.max(0, Math.min(61, bin))] += 1;
  });
  return {
    title: estimate.name,
    note: shareText(row) + (isFitted
      ? "; fitted to this whole table: the shares are of held-out parts, the points are not" : ""),
    style: seriesStyle(position), measured,
    predicted: guessed, indices: codes.map((c) => figure.space.index[c]), histogram,
    tested: Math.max(1, codes.length),
  };
}
