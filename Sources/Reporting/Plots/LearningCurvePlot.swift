import NASSearch

/// The share of latencies within ±10 % over the number of samples, or of what else was varied, the
/// mean over devices, with its spread over draws and the tables' noise.
struct LearningCurvePlot {
    let report: EvaluationReport

    /// One estimator under one way of picking samples.
    private struct Curve {
        let name: String
        var points: [(place: Int, share: Double, deviation: Double?)]
    }

    private var axis: CurveAxis { CurveAxis(of: report.mean.map(\.row)) }

    private var curves: [Curve] {
        var curves: [Curve] = []
        for row in report.mean.map(\.row) {
            guard let place = axis.value(of: row) else { continue }
            let name = axis.curveName(of: row)
            let point = (place, row.within10, row.within10Deviation)
            if let known = curves.firstIndex(where: { $0.name == name }) {
                curves[known].points.append(point)
            } else {
                curves.append(Curve(name: name, points: [point]))
            }
        }
        return curves
    }

    /// The drawing.
    func drawing() -> StaticPlot {
        let curves = curves
        let counts = Set(curves.flatMap(\.points).map { max(1, $0.place) }).sorted()
        let most = Double(counts.last ?? 1)
        let least = Double(counts.first ?? 1)
        var canvas = PlotCanvas(
            title: "Share of latencies within ±10 % over \(axis.label)",
            x: AxisScale(
                lower: counts.count > 1 ? least * 0.85 : least,
                upper: counts.count > 1 ? most * 1.18 : most, isLogarithmic: true),
            y: AxisScale(lower: 0, upper: 1), left: 28)
        if !report.noise.isEmpty {
            let bound =
                report.noise.reduce(0) { $0 + $1.noise.bound10 } / Double(report.noise.count)
            let y = n(canvas.down(bound))
            canvas.add(
                "<path d=\"M\(n(canvas.across(canvas.x.lower))) \(y)"
                    + "H\(n(canvas.across(canvas.x.upper)))\" stroke=\"#000000\" "
                    + "stroke-width=\"0.6\" stroke-dasharray=\"1 2\"/>")
            canvas.add(
                "<text x=\"\(n(canvas.across(canvas.x.lower) + 4))\" "
                    + "y=\"\(n(canvas.down(bound) + 8))\">the tables' noise</text>"
            )
        }
        for (position, curve) in curves.enumerated() {
            let style = SeriesStyle.series(position)
            let points = curve.points.sorted { $0.place < $1.place }.map {
                (
                    x: canvas.across(Double(max(1, $0.place))), y: canvas.down($0.share),
                    reach: ($0.deviation ?? 0) * (canvas.down(0) - canvas.down(1))
                )
            }
            let path = points.enumerated().map {
                "\($0 == 0 ? "M" : "L")\(n($1.x)) \(n($1.y))"
            }.joined()
            canvas.add("<path d=\"\(path)\" \(PlotCanvas.stroke(style))/>")
            for point in points {
                if point.reach > 0 {
                    canvas.add(
                        "<path d=\"M\(n(point.x)) \(n(point.y - point.reach))"
                            + "v\(n(2 * point.reach))\" stroke=\"\(style.colour)\" "
                            + "stroke-width=\"0.5\"/>")
                }
                canvas.add(PlotCanvas.mark(style, x: point.x, y: point.y, size: 2.2))
            }
            canvas.addLegend(curve.name, style: style)
        }
        return canvas.drawing(
            xLabel: axis.label, yLabel: "share within ±10 %",
            xTicks: counts.map(Double.init))
    }
}
