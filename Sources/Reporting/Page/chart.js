// A chart: a canvas for many points under an SVG with axes, lines and marks. It is drawn anew
// whenever its width changes.

// Series differ by colour, mark and dash; the colours are in the style sheet as --series-N.
const marks = ["square", "triangle", "diamond", "cross", "plus", "wedge", "circle"];
const dashes = ["6 3", "2 2.5", "8 3 2 3", "4 2", "11 3", "3 5", "9 3 2 3 2 3"];

const referenceStyle = { colour: "var(--ink)", mark: "circle", dash: null, hollow: true };
const seriesStyle = (position) => ({
  colour: `var(--series-${position % 7})`, mark: marks[position % 7], dash: dashes[position % 7],
});

function markShape(style, x, y, size = 5, hollow = false) {
  const path = (points, close = true) =>
    points.map(([dx, dy], i) => `${i ? "L" : "M"}${x + dx * size} ${y + dy * size}`).join("")
    + (close ? "Z" : "");
  const paint = {
    class: "mark", stroke: style.colour, "stroke-width": 1.6,
    fill: hollow || style.hollow ? "var(--page)" : style.colour,
  };
  switch (style.mark) {
    case "circle": return shape("circle", { cx: x, cy: y, r: size * 0.9, ...paint });
    case "square":
      return shape("path", { d: path([[-.8, -.8], [.8, -.8], [.8, .8], [-.8, .8]]), ...paint });
    case "triangle": return shape("path", { d: path([[0, -1.1], [1, .8], [-1, .8]]), ...paint });
    case "wedge": return shape("path", { d: path([[0, 1.1], [1, -.8], [-1, -.8]]), ...paint });
    case "diamond":
      return shape("path", { d: path([[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]]), ...paint });
    case "cross":
      return shape("path", {
        d: path([[-.9, -.9], [.9, .9]], false) + path([[-.9, .9], [.9, -.9]], false),
        ...paint, "stroke-width": 2.2, "stroke-dasharray": hollow ? "2 1.5" : null,
      });
    default:
      return shape("path", {
        d: path([[-1.1, 0], [1.1, 0]], false) + path([[0, -1.1], [0, 1.1]], false),
        ...paint, "stroke-width": 2.2, "stroke-dasharray": hollow ? "2 1.5" : null,
      });
  }
}

// A legend's sample of a series: its line with its mark.
function swatch(style, hasLine = true) {
  return shape("svg", { class: "swatch", viewBox: "0 0 34 14", "aria-hidden": "true" },
    hasLine ? shape("path", {
      d: "M1 7H33", stroke: style.colour, "stroke-width": 2, "stroke-dasharray": style.dash,
    }) : null,
    markShape(style, 17, 7, 4.5));
}

function ticksOf(lower, upper, wanted) {
  const rough = (upper - lower) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= rough) * power;
  const ticks = [];
  for (let i = Math.ceil(lower / step - 1e-9); i * step <= upper + step * 1e-6; i += 1) {
    ticks.push(i * step);
  }
  return ticks;
}

// An axis's own ticks that it reaches, or so many round ones.
function ticksWithin({ lower, upper, ticks }, wanted) {
  return ticks?.filter((tick) => tick >= lower && tick <= upper) ?? ticksOf(lower, upper, wanted);
}

const tickText = (value) => String(Number(value.toPrecision(6)));

class Chart {
  // describe: () => {x, y}, each {lower, upper, label, logarithmic, ticks, format}
  // draw: (chart) => puts points and shapes in
  constructor({ label, describe, draw, ratio = 0.56, least = 300 }) {
    Object.assign(this, { describe, draw, ratio, least, label });
    this.canvas = el("canvas", { "aria-hidden": "true" });
    this.svg = shape("svg", { role: "img", "aria-label": label });
    this.box = el("div", { class: "chart" }, this.canvas, this.svg);
    new ResizeObserver(() => {
      const width = Math.round(this.box.clientWidth);
      if (width > 0 && width !== this.width) this.render();
    }).observe(this.box);
  }

  render() {
    this.width = Math.round(this.box.clientWidth);
    if (!this.width) return;
    const narrow = this.width < 520;
    this.height = Math.max(this.least, Math.min(620, Math.round(this.width * this.ratio)));
    this.frame = { left: narrow ? 54 : 60, right: 14, top: 14, bottom: 46 };
    const { x, y } = this.describe();
    this.axes = { x, y };
    this.svg.replaceChildren(shape("title", {}, this.label));
    this.svg.setAttribute("viewBox", `0 0 ${this.width} ${this.height}`);
    const density = window.devicePixelRatio || 1;
    this.canvas.width = this.width * density;
    this.canvas.height = this.height * density;
    this.context = this.canvas.getContext("2d");
    this.context.scale(density, density);
    this.drawAxes(narrow);
    const id = `clip-${Chart.clips += 1}`;
    this.layer = shape("g", { "clip-path": `url(#${id})` });
    const { left, top } = this.frame;
    this.svg.append(
      shape("clipPath", { id }, shape("rect", {
        x: left, y: top, width: this.innerWidth, height: this.innerHeight,
      })), this.layer);
    this.draw(this);
  }

  get innerWidth() { return this.width - this.frame.left - this.frame.right; }
  get innerHeight() { return this.height - this.frame.top - this.frame.bottom; }

  static share(axis, value) {
    return axis.logarithmic
      ? Math.log(value / axis.lower) / Math.log(axis.upper / axis.lower)
      : (value - axis.lower) / (axis.upper - axis.lower);
  }

  across(value) { return this.frame.left + Chart.share(this.axes.x, value) * this.innerWidth; }
  down(value) {
    return this.frame.top + (1 - Chart.share(this.axes.y, value)) * this.innerHeight;
  }

  drawAxes(narrow) {
    const { left, top } = this.frame;
    const [right, bottom] = [left + this.innerWidth, top + this.innerHeight];
    const { x, y } = this.axes;
    for (const tick of ticksWithin(y, 6)) {
      const place = this.down(tick);
      this.svg.append(
        shape("path", { class: "grid", d: `M${left} ${place}H${right}` }),
        shape("text", { class: "tick", x: left - 8, y: place + 4, "text-anchor": "end" },
          (y.format ?? tickText)(tick)));
    }
    for (const tick of ticksWithin(x, narrow ? 4 : 8)) {
      const place = this.across(tick);
      this.svg.append(
        shape("path", { class: "axis", d: `M${place} ${bottom}v5` }),
        shape("text", { class: "tick", x: place, y: bottom + 19, "text-anchor": "middle" },
          (x.format ?? tickText)(tick)));
    }
    this.svg.append(
      shape("path", { class: "axis", d: `M${left} ${top}V${bottom}H${right}` }),
      shape("text", {
        class: "axis-name", x: (left + right) / 2, y: bottom + 39, "text-anchor": "middle",
      }, x.label),
      shape("text", {
        class: "axis-name", "text-anchor": "middle",
        transform: `translate(13 ${(top + bottom) / 2}) rotate(-90)`,
      }, y.label));
  }

  contains(x, y) {
    const { left, top } = this.frame;
    return x >= left && x <= left + this.innerWidth && y >= top && y <= top + this.innerHeight;
  }

  // Many points, quietly: a grey that shows on light and dark pages.
  dots(xs, ys, { size = 1.6, colour = "rgba(128, 138, 152, 0.38)" } = {}) {
    this.context.fillStyle = colour;
    for (let i = 0; i < xs.length; i += 1) {
      if (xs[i] === null || ys[i] === null) continue;
      const [x, y] = [this.across(xs[i]), this.down(ys[i])];
      if (this.contains(x, y)) {
        this.context.fillRect(x - size / 2, y - size / 2, size, size);
      }
    }
  }

  line(points, style, isStep = false) {
    let path = "";
    for (const [x, y] of points) {
      const [px, py] = [this.across(x).toFixed(1), this.down(y).toFixed(1)];
      path += !path ? `M${px} ${py}` : isStep ? `H${px}V${py}` : `L${px} ${py}`;
    }
    this.layer.append(shape("path", {
      class: "line", d: path, stroke: style.colour, "stroke-dasharray": style.dash,
    }));
  }

  // A value's shade region, from the given place to the end of the frame.
  region(x0, x1, y0, y1, note) {
    const [left, right] = [Math.max(x0, this.frame.left), Math.min(x1, this.width)];
    const [top, bottom] = [Math.max(y0, 0), Math.min(y1, this.height)];
    if (right <= left || bottom <= top) return;
    this.layer.append(shape("rect", {
      class: "forbidden", x: left, y: top, width: right - left, height: bottom - top,
    }, shape("title", {}, note)));
  }
}
Chart.clips = 0;
