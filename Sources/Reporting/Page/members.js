// Architectures of fronts: as points of a chart and as rows of its table.

// Members of a document's front as points.
function memberPoint(member, { sampled = new Set(), verified = new Set(), isReference = false }) {
  return {
    code: codeOfIndex.get(member.index), ms: member.latency_ms, std: member.latency_std_ms,
    accuracy: member.accuracy, origin: member.latency_origin, test: member.test_accuracy,
    oracle: member.oracle_latency_ms, energy: member.energy_mj,
    isSample: !isReference && sampled.has(member.index),
    isVerified: !isReference && verified.has(member.index),
    isUncertain: member.separable === false,
  };
}

const frontColumns = (extra) => [
  { name: "index", value: (row) => figure.space.index[row.code] },
  { name: "front", align: "left", value: (row) => row.front },
  {
    name: "accuracy %", csv: "accuracy", best: "max", value: (row) => row.accuracy,
    title: figure.space.accuracy_origin, text: (row) => fixed(row.accuracy, 2),
  },
  {
    name: "latency ms", csv: "latency_ms", value: (row) => row.ms,
    text: (row) => milliseconds(row.ms),
  },
  {
    name: "±", csv: "latency_std_ms", value: (row) => row.std,
    text: (row) => (row.std > 0 ? milliseconds(row.std) : ""),
  },
  { name: "origin", align: "left", value: (row) => row.origin },
  ...extra,
  {
    name: "M params", csv: "params", value: (row) => figure.space.params[row.code],
    text: (row) => fixed(figure.space.params[row.code], 3),
  },
  {
    name: "MFLOPs", csv: "flops", value: (row) => figure.space.flops[row.code],
    text: (row) => fixed(figure.space.flops[row.code], 1),
  },
  { name: "cell", align: "left code", value: (row) => stringOf(row.code) },
];

// The true latency of a member, and by how much a prediction misses it.
const truthColumns = (ms) => [
  {
    name: "true ms", csv: "true_latency_ms", value: (row) => ms[row.code],
    text: (row) => milliseconds(ms[row.code]),
  },
  {
    name: "error %", csv: "relative_error",
    value: (row) => (row.origin === "predicted" && known(ms[row.code])
      ? row.ms / ms[row.code] - 1 : undefined),
    text: (row) => (row.origin === "predicted" ? percent(row.ms / ms[row.code] - 1) : ""),
  },
];

// A front given by published indices, at a source's latencies.
function frontOf(source, style, more = {}) {
  return {
    name: source.name, style, isShown: true, ...more,
    members: source.front.map((index) => {
      const code = codeOfIndex.get(index);
      return {
        code, ms: source.ms[code], std: source.std?.[code], accuracy: figure.space.accuracy[code],
        origin: source.origin, isSample: source.seen.length < 1000 && source.seen.includes(index),
      };
    }).filter((one) => known(one.ms)).sort((a, b) => a.ms - b.ms),
  };
}
