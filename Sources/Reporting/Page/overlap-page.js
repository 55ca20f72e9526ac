// Exact fronts of several devices.

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
        ...(report.transfers.some((row) => row.levels_missed > 0) ? [{
          name: "not reached", csv: "levels_missed", best: "min",
          value: (row) => row.levels_missed,
        }] : []),
      ],
    }).node,
    el("p", {}, report.on_all_fronts.length
      ? `On every front: ${report.on_all_fronts.join(", ")}.`
      : "No architecture is on every front.")),
    notes());
}
