// The page: what its sections share, and its foot.

const page = document.getElementById("page");

// Sections that are far down are made after the page is shown.
const pending = [];
function later(make) {
  const place = el("div");
  pending.push(() => place.replaceWith(make()));
  return place;
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
