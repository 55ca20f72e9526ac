// Puts the sections of each kind of page together.

const page = document.getElementById("page");

// Sections that are far down are made after the page is shown.
const pending = [];
function later(make) {
  const place = el("div");
  pending.push(() => place.replaceWith(make()));
  return place;
}

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
  page.append(
    tiles([
      ["architectures found", count(report.front.length)],
      ["evaluated", `${count(report.evaluated)}`, `of ${count(report.budget)}, ${report.algorithm}`],
      ["samples", count(report.samples), "latencies known of the device"],
      metrics && ["hypervolume", fixed(metrics.hypervolume_ratio, 4), "share of the exact front's"],
      metrics && ["recall", fixed(metrics.recall, 2), "of the exact front's members"],
      metrics && known(metrics.latency_regret)
        && ["latency regret", `${percent(metrics.latency_regret)} %`, "at equal accuracy"],
    ]),
    section("Accuracy over latency",
      `The cloud is the whole space ${oracle ? "at the table's latencies"
        : `at the latencies that ${figure.estimate.name} says`}.`
      + constraintText(figure.constraints),
      report.front.length ? null
        : el("p", { class: "empty" }, "No architecture satisfies the constraints."),
      frontView({
        series, cloud, truth: isOracle ? null : oracle, sources, constraints: figure.constraints,
        xLabel: `latency on ${report.device} (ms)`,
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

function constraintText({ max_latency, min_accuracy, max_params, max_flops }) {
  const parts = [
    known(max_latency) ? `at most ${max_latency}\u00a0ms` : null,
    known(min_accuracy) ? `at least ${min_accuracy}\u00a0%` : null,
    known(max_params) ? `at most ${max_params} M parameters` : null,
    known(max_flops) ? `at most ${max_flops} MFLOPs` : null,
  ].filter((part) => part);
  return parts.length
    ? ` Constraints: ${parts.join(", ")}; what breaks the first two is shaded.` : "";
}

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

function comparePage() {
  const { oracle, estimates } = figure;
  const predicted = estimates.filter((one) => one.name !== "oracle");
  const rank = [...report.rows].filter((row) => row.latency_source !== "oracle")
    .sort((a, b) => (b.within10 ?? 0) - (a.within10 ?? 0)).map((row) => row.latency_source);
  const series = [
    frontOf(oracle, referenceStyle, {
      isReference: true, label: "oracle: the exact front",
    }),
    ...predicted.map((one, position) => frontOf(one, seriesStyle(position), {
      isShown: rank.indexOf(one.name) < 3,
    })),
  ];
  page.append(
    section("Estimators", `On the latencies of ${report.device} that they have not seen; the best `
      + "of each column is marked.", scoreTable(report.rows, report.noise ? [report.noise] : [])),
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

function overlapPage() {
  const { devices } = figure;
  const holder = el("div");
  const show = (target) => {
    const series = devices.map((source, position) => {
      const isReference = source === target;
      const one = frontOf({ ...source, ms: target.ms, std: null, origin: target.origin, seen: [] },
        isReference ? referenceStyle : seriesStyle(position), {
          isReference, name: source.name,
          label: isReference ? `${source.name}: its exact front` : `the front of ${source.name}`,
        });
      return one;
    });
    series.sort((a, b) => Number(b.isReference ?? false) - Number(a.isReference ?? false));
    holder.replaceChildren(frontView({
      series, truth: null, cloud: { ms: target.ms, accuracy: figure.space.accuracy },
      sources: devices.map((one) => ({ ...one, label: `latency, ${one.name}` })),
      xLabel: `latency on ${target.name} (ms)`, yLabel: `accuracy, ${report.dataset} (%)`,
      columns: frontColumns([]),
    }));
  };
  const pick = el("select", {
    id: "target", onchange: (event) => show(devices[Number(event.target.value)]),
  }, devices.map((one, position) => el("option", { value: position }, one.name)));
  show(devices[0]);
  const text = (key, digits) => (row) => fixed(row[key], digits);
  page.append(
    section("Fronts of several devices", "Every device's exact front, at the latencies of one of "
      + "them: what lies right of that device's own front is what the others' cost there.",
    el("p", { class: "pick" }, el("label", { for: "target" }, "Used on "), pick), holder),
    section("What it costs to use one device's front on another", null, dataTable({
      caption: "Transfers", rows: report.transfers, columns: [
        { name: "the front of", csv: "from", align: "left", value: (row) => row.from },
        { name: "used on", csv: "to", align: "left", value: (row) => row.to },
        { name: "HV ratio", csv: "hypervolume_ratio", best: "max", value: (row) =>
          row.hypervolume_ratio, text: text("hypervolume_ratio", 3) },
        { name: "recall", best: "max", value: (row) => row.recall, text: text("recall", 2) },
        { name: "shared", value: (row) => row.shared },
        { name: "regret %", csv: "latency_regret", best: "min", value: (row) =>
          row.latency_regret, text: (row) => percent(row.latency_regret) },
      ],
    }).node,
    el("p", {}, report.on_all_fronts.length
      ? `On every front: ${report.on_all_fronts.join(", ")}.`
      : "No architecture is on every front.")),
    notes());
}

function evaluatePage() {
  const kinds = [...new Set(report.rows.map((row) => row.latency_source))];
  const devices = [...new Set(report.rows.map((row) => row.device))];
  const holder = el("div");
  const show = (device) => {
    const panels = figure.panels.filter((one) => one.device === device).map((one) => {
      const row = report.rows.find((row) => row.device === device && row.samples === one.samples
        && row.latency_source === one.latency_source && row.sampling === one.sampling
        && row.train === one.train && row.pool_size === one.pool_size);
      return {
        ...one, indices: one.index, style: seriesStyle(kinds.indexOf(one.latency_source)),
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

function meanNoise(noise) {
  if (!noise.length) return [];
  const mean = (key) => noise.reduce((sum, one) => sum + one[key], 0) / noise.length;
  return [{ bound1: mean("bound1"), bound5: mean("bound5"), bound10: mean("bound10") }];
}

// What the terminal says beside the numbers.
function notes() {
  if (!report.notes?.length) return "";
  return section("Notes", null, el("pre", { class: "notes" }, report.notes.join("\n")));
}

function foot() {
  const { command, seed, version, machine, made, data } = provenance;
  const entries = [["command", el("code", {}, command)],
    known(seed) ? ["seed", String(seed)] : null,
    ["software", `nas-search ${version}`], ["machine", machine], ["made", made]];
  const files = data.map((file) => el("li", {}, el("b", {}, file.path),
    known(file.bytes) ? `, ${count(file.bytes)} bytes` : "",
    file.sha256 ? el("code", {}, `SHA-256 ${file.sha256}`) : null,
    file.tables.length < 4 ? el("div", {}, file.tables.join("; "))
      : el("details", {}, el("summary", {}, `${count(file.tables.length)} tables`),
        file.tables.join("; "))));
  document.getElementById("provenance").append(
    el("h2", {}, "Provenance"),
    el("dl", {}, entries.filter((entry) => entry).map(([name, value]) =>
      el("div", {}, el("dt", {}, name), el("dd", {}, value)))),
    files.length ? el("div", {}, el("h3", {}, "Data"), el("ul", {}, files)) : "",
    el("p", { class: "hint" },
      "Origins: measured on the device; published in a table; predicted by a model, with its "
      + "standard deviation; surrogate, a model of trained networks; simulated. This file holds "
      + "the command's JSON document, in the element with the id data."));
}

const pages = {
  search: searchPage, compare: comparePage, overlap: overlapPage, evaluate: evaluatePage,
  distance: () => page.append(distanceMap(), notes()),
};
pages[kind]();
foot();
requestAnimationFrame(() => setTimeout(() => {
  for (const make of pending) make();
  document.body.dataset.ready = "true";
}));
