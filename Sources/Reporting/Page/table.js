// A table that sorts by its headings and copies as CSV.

// columns: [{name, title, value: (row) => number or string, text, align, best: "max" | "min",
//   isHeadline}]. On a narrow page a headline stands beside the name of its row.
function dataTable({ caption, columns: all, rows, sort, descending = false, onselect, isSelected }) {
  let [by, down] = [sort ?? null, descending];
  let shown = rows;
  // Columns that hold nothing are left out.
  let columns = all;
  const narrow = matchMedia("(max-width: 520px)");
  const arranged = () => {
    const named = all.findLastIndex((column) => ["device", "estimator"].includes(column.name));
    const headline = all.filter((column) => column.isHeadline);
    if (!narrow.matches || named < 0 || !headline.length) return all;
    const rest = all.filter((column) => !column.isHeadline);
    return [...rest.slice(0, named + 1), ...headline, ...rest.slice(named + 1)];
  };
  const filled = () => arranged().filter((column) => shown.some((row) =>
    ![undefined, null, ""].includes(column.value(row))));
  const body = el("tbody");
  const head = el("tr");
  const status = el("span", { class: "status", role: "status" });

  const compare = (a, b) => {
    const [first, second] = [by.value(a), by.value(b)];
    // What is missing comes last, whichever way is sorted.
    if (first === undefined || first === null) return 1;
    if (second === undefined || second === null) return -1;
    const order = typeof first === "number" ? first - second : String(first).localeCompare(second);
    return down ? -order : order;
  };

  function draw() {
    columns = shown.length ? filled() : all;
    head.replaceChildren(...columns.map((column) => el("th", {
      scope: "col", class: column.align ?? "right",
      "aria-sort": by === column ? (down ? "descending" : "ascending") : null,
    }, el("button", {
      type: "button", title: column.title ?? null,
      onclick: () => {
        down = by === column ? !down : column.best === "max";
        by = column;
        draw();
      },
    }, column.name))));
    const ordered = by ? [...shown].sort(compare) : shown;
    body.replaceChildren(...ordered.map((row) => el("tr", {
      class: row.isNote ? "note" : isSelected?.(row) ? "selected" : null,
      onclick: onselect ? () => onselect(row) : null,
    }, columns.map((column, position) => el(position === 0 ? "th" : "td", {
      scope: position === 0 ? "row" : null,
      title: position === 0 ? String(column.value(row) ?? "") : null, class: column.align ?? "right",
    }, cellOf(column, row))))));
    if (!shown.length) {
      body.append(el("tr", {}, el("td", { class: "left", colspan: columns.length }, "Nothing.")));
    }
  }

  // The best of a column is bold and has a mark, for those who can't see weight.
  function cellOf(column, row) {
    const text = column.text ? column.text(row) : String(column.value(row) ?? "–");
    if (!column.best || row.isNote || shown.length < 2) return text;
    const group = column.group ? shown.filter((one) => column.group(one) === column.group(row))
      : shown;
    const values = group.filter((one) => !one.isNote).map(column.value).filter(known);
    if (values.length < 2) return text;
    const best = column.best === "max" ? Math.max(...values) : Math.min(...values);
    return column.value(row) === best
      ? el("strong", { title: "the best in this column" }, text) : text;
  }

  function csv() {
    const quote = (value) => {
      const text = value === undefined || value === null ? "" : String(value);
      return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    };
    const ordered = by ? [...shown].sort(compare) : shown;
    return [columns.map((column) => quote(column.csv ?? column.name)),
      ...ordered.map((row) => columns.map((column) => quote(column.value(row))))]
      .map((cells) => cells.join(",")).join("\n") + "\n";
  }

  const button = el("button", {
    type: "button", class: "plain",
    onclick: async () => {
      status.textContent = (await copy(csv()))
        ? `Copied ${count(shown.length)} rows.` : "The browser does not allow copying.";
    },
  }, "Copy as CSV");
  narrow.addEventListener("change", draw);
  draw();
  return {
    node: el("div", { class: "table" },
      el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
        el("table", {}, el("caption", {}, caption), el("thead", {}, head), body)),
      el("p", { class: "tools" }, button, status)),
    show(rows) { shown = rows; draw(); },
    csv,
  };
}
