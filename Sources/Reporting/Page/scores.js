// Tables of estimators' scores.

const shareText = (row) => (row ? `within ±1 %: ${percent(row.within1)} %, ±5 %: `
  + `${percent(row.within5)} %, ±10 %: ${percent(row.within10)} %` : "");

// Scores of estimators with the noise of the tables below.
function scoreTable(rows, noise, { hasDevice = false } = {}) {
  const share = (name, key) => ({
    name, csv: key, best: "max", group: hasDevice ? (row) => row.device : null,
    value: (row) => row[key], text: (row) => fixed(row[key], 3),
  });
  const has = (key) => rows.some((row) => row[key] !== undefined);
  const columns = [
    hasDevice ? { name: "device", align: "left", value: (row) => row.device ?? "mean" } : null,
    { name: "estimator", align: "left", csv: "latency_source", value: (row) => row.latency_source },
    { name: "samples", value: (row) => row.samples, text: (row) => row.samples || "–" },
    has("sampling") ? { name: "sampling", align: "left", value: (row) => row.sampling,
      text: (row) => row.sampling ?? "–" } : null,
    has("train") ? { name: "train", value: (row) => row.train } : null,
    has("pool_size") ? { name: "pool", csv: "pool_size", value: (row) => row.pool_size } : null,
    share("±1 %", "within1"), share("±5 %", "within5"), share("±10 %", "within10"),
    has("within10_std") ? { name: "± sd", csv: "within10_std", value: (row) => row.within10_std,
      text: (row) => fixed(row.within10_std, 3) } : null,
    { name: "MAPE %", csv: "mape", best: "min", group: hasDevice ? (row) => row.device : null,
      value: (row) => row.mape, text: (row) => percent(row.mape) },
    share("Spearman", "spearman"), share("Kendall", "kendall"),
    has("hypervolume_ratio") ? { name: "HV ratio", csv: "hypervolume_ratio", best: "max",
      value: (row) => row.hypervolume_ratio, text: (row) => fixed(row.hypervolume_ratio, 4) }
      : null,
    has("recall") ? { name: "recall", best: "max", value: (row) => row.recall,
      text: (row) => fixed(row.recall, 2) } : null,
    has("latency_regret") ? { name: "regret %", csv: "latency_regret", best: "min",
      value: (row) => row.latency_regret, text: (row) => percent(row.latency_regret) } : null,
  ].filter((column) => column);
  const marked = rows.map((row) => (row.latency_source === "oracle"
    ? { ...row, isNote: true } : row));
  const bounds = noise.map((one) => ({
    isNote: true, device: one.device, latency_source: "(noise bound)", within1: one.bound1,
    within5: one.bound5, within10: one.bound10,
  }));
  return dataTable({ caption: "Scores", columns, rows: [...marked, ...bounds] }).node;
}

function meanNoise(noise) {
  if (!noise.length) return [];
  const mean = (key) => noise.reduce((sum, one) => sum + one[key], 0) / noise.length;
  return [{ bound1: mean("bound1"), bound5: mean("bound5"), bound10: mean("bound10") }];
}
