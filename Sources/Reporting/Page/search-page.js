// What a search found.

function searchPage() {
  const [metrics, oracle] = [report.metrics, figure.oracle];
  const sampled = new Set(report.sampled);
  const series = [];
  if (report.oracle_front) {
    series.push({
      name: "oracle", label: "oracle: the exact front", isReference: true,
      isShown: true, style: referenceStyle,
      members: report.oracle_front.map((one) => memberPoint(one, { isReference: true })),
    });
  }
  const isOracle = report.latency_source === "oracle";
  series.push({
    name: isOracle ? "found" : report.latency_source, isShown: true,
    label: isOracle ? "found" : `${report.latency_source}: found with predictions`,
    style: seriesStyle(0),
    members: report.front.map((one) => memberPoint(one, {
      sampled, verified: new Set(figure.verified),
    })),
  });
  const estimate = {
    ...figure.estimate,
    label: `latency, ${figure.estimate.name}`,
    origin_of: (code) => (sampled.has(figure.space.index[code])
      ? `${oracle?.origin ?? "known"}, a sample` : figure.estimate.origin),
  };
  const sources = isOracle ? [estimate]
    : [estimate, ...(oracle ? [{ ...oracle, label: "latency, the table" }] : [])];
  const cloud = { ms: (oracle ?? figure.estimate).ms, accuracy: figure.space.accuracy };
  const costs = figure.axes.map((axis) => axis.objective);
  page.append(
    tiles([
      ["architectures found", count(report.front.length)],
      ["evaluated", `${count(report.evaluated)}`, `of ${count(report.budget)}, ${report.algorithm}`],
      ["samples", count(report.samples), "latencies known of the device"],
      metrics && ["hypervolume", fixed(metrics.hypervolume_ratio, 4), "share of the exact front's"],
      metrics && ["recall", fixed(metrics.recall, 2), "of the exact front's members"],
      metrics && known(metrics.latency_regret)
        && ["latency regret", `${percent(metrics.latency_regret)} %`, metrics.levels_missed > 0
          ? `at equal accuracy; ${metrics.levels_missed} accuracies of the exact front not reached`
          : "at equal accuracy"],
    ]),
    section(`Accuracy over ${words(costs)}`,
      `Searched: ${words(report.objectives)}. The cloud is the whole space ${oracle ? "at the table's latencies"
        : `at the latencies that ${figure.estimate.name} says`}.`
      + constraintText(figure.constraints),
      report.front.length ? null
        : el("p", { class: "empty" }, "No architecture satisfies the constraints."),
      frontView({
        series, cloud, truth: isOracle ? null : oracle, sources, constraints: figure.constraints,
        axes: figure.axes, xLabel: figure.axes[0].label,
        yLabel: `accuracy, ${report.dataset} ${report.split} (%)`,
        columns: frontColumns([
          ...(oracle && !isOracle ? truthColumns(oracle.ms) : []),
          ...(report.front.some((one) => known(one.test_accuracy)) ? [{
            name: "test %", csv: "test_accuracy", value: (row) => row.test,
            text: (row) => fixed(row.test, 2),
          }] : []),
          ...(report.front.some((one) => known(one.energy_mj)) ? [{
            name: "mJ", csv: "energy_mj", value: (row) => row.energy,
            text: (row) => fixed(row.energy, 2),
          }] : []),
        ]),
      })),
    convergence() ?? "", notes());
}

// Names one after the other: 'accuracy, latency and energy'.
const words = (names) => [names.slice(0, -1).join(", "), ...names.slice(-1)]
  .filter((text) => text).join(" and ");

function constraintText({ max_latency, min_accuracy, max_params, max_flops, max_energy }) {
  const parts = [
    known(max_latency) ? `at most ${max_latency}\u00a0ms` : null,
    known(min_accuracy) ? `at least ${min_accuracy}\u00a0%` : null,
    known(max_params) ? `at most ${max_params} M parameters` : null,
    known(max_flops) ? `at most ${max_flops} MFLOPs` : null,
    known(max_energy) ? `at most ${max_energy} mJ` : null,
  ].filter((part) => part);
  return parts.length
    ? ` Constraints: ${parts.join(", ")}; what breaks one of the axes shown is shaded.` : "";
}
