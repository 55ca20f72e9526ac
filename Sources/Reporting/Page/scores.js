// Tables of estimators' scores.

const shareText = (row) => (row ? `within ±1 %: ${percent(row.within1)} %, ±5 %: `
  + `${percent(row.within5)} %, ±10 %: ${percent(row.within10)} %` : "");

// An estimator with what described devices to it.
const estimatorName = (row) => row.latency_source + (row.descriptor ? ` (${row.descriptor})` : "");

// The devices of rows, those first on which some estimator has the least within ±10 %.
function worstFirst(rows) {
  const names = [...new Set(rows.map((row) => row.device))];
  const least = (name) => Math.min(
    ...rows.filter((row) => row.device === name).map((row) => row.within10));
  return names.map((name, place) => [least(name), place, name])
    .sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, , name]) => name);
}

// Scores of estimators with the noise of the tables below each device's, as on the terminal.
function scoreTable(rows, noise, { hasDevice = false } = {}) {
  const share = (name, key) => ({
    name, csv: key, best: "max", group: hasDevice ? (row) => row.device : null,
    value: (row) => row[key], text: (row) => fixed(row[key], 3),
  });
  const has = (key) => rows.some((row) => row[key] !== undefined);
  const columns = [
    hasDevice ? { name: "device", align: "left", value: (row) => row.device ?? "mean" } : null,
    { name: "estimator", align: "left", csv: "latency_source",
      value: (row) => estimatorName(row) + (row.saw_table ? " (knew the table)" : "") },
    { name: "samples", value: (row) => row.samples, text: (row) => row.samples || "–" },
    has("sampling") ? { name: "sampling", align: "left", value: (row) => row.sampling,
      text: (row) => row.sampling ?? "–" } : null,
    has("train") ? { name: "train", value: (row) => row.train } : null,
    has("pool_size") ? { name: "pool", csv: "pool_size", value: (row) => row.pool_size } : null,
    share("±1 %", "within1"), share("±5 %", "within5"),
    { ...share("±10 %", "within10"), isHeadline: true },
    has("within10_without_drift") ? { ...share("no drift", "within10_without_drift"),
      title: "within ±10 % of a truth without the machine's drift over the order of measuring" }
      : null,
    has("within10_std") ? { name: "± sd", csv: "within10_std", value: (row) => row.within10_std,
      text: (row) => fixed(row.within10_std, 3) } : null,
    { name: "MAPE %", csv: "mape", best: "min", group: hasDevice ? (row) => row.device : null,
      value: (row) => row.mape, text: (row) => percent(row.mape) },
    has("bias") ? { name: "bias %", csv: "bias", value: (row) => row.bias,
      text: (row) => (known(row.bias) ? (row.bias >= 0 ? "+" : "") + percent(row.bias) : "–") }
      : null,
    share("Spearman", "spearman"), share("Kendall", "kendall"),
    has("coverage80") ? { name: "80 % σ", csv: "coverage80", value: (row) => row.coverage80,
      title: "share of the latencies inside the 80 % intervals",
      text: (row) => fixed(row.coverage80, 2) } : null,
    has("coverage95") ? { name: "95 % σ", csv: "coverage95", value: (row) => row.coverage95,
      title: "share of the latencies inside the 95 % intervals",
      text: (row) => fixed(row.coverage95, 2) } : null,
    has("hypervolume_ratio") ? { name: "HV ratio", csv: "hypervolume_ratio", best: "max",
      value: (row) => row.hypervolume_ratio, text: (row) => fixed(row.hypervolume_ratio, 4) }
      : null,
    has("recall") ? { name: "recall", best: "max", value: (row) => row.recall,
      text: (row) => fixed(row.recall, 2) } : null,
    has("latency_regret") ? { name: "regret %", csv: "latency_regret", best: "min",
      value: (row) => row.latency_regret, text: (row) => percent(row.latency_regret),
      title: "mean over the accuracies of the exact front that are reached" } : null,
    rows.some((row) => row.levels_missed > 0) ? { name: "not reached", csv: "levels_missed",
      best: "min", value: (row) => row.levels_missed,
      title: "members of the exact front whose accuracy nothing found reaches" } : null,
  ].filter((column) => column);
  const marked = rows.map((row) => (row.saw_table
    ? { ...row, isNote: true } : row));
  const bounds = noise.map((one) => ({
    isNote: true, device: one.device, latency_source: "(noise bound)", within1: one.bound1,
    within5: one.bound5, within10: one.bound10,
  }));
  const ordered = hasDevice
    ? worstFirst(rows).flatMap((name) => [...marked, ...bounds].filter((row) => row.device === name))
    : [...marked, ...bounds];
  return dataTable({ caption: "Scores", columns, rows: ordered }).node;
}

function meanNoise(noise) {
  if (!noise.length) return [];
  const mean = (key) => noise.reduce((sum, one) => sum + one[key], 0) / noise.length;
  return [{ bound1: mean("bound1"), bound5: mean("bound5"), bound10: mean("bound10") }];
}
