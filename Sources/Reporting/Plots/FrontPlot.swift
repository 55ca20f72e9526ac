import Foundation
import NASSearch

/// The paper's Figure 4: accuracy over latency or another cost, the whole space as a quiet cloud, fronts over it.
struct FrontPlot {
    /// A member of a front.
    struct Member {
        var cost: Double
        var accuracy: Double
        var deviation: Double?
    }

    /// A front.
    struct Series {
        let name: String
        let isOracle: Bool
        let members: [Member]
    }

    let title: String
    let accuracyLabel: String
    let costLabel: String
    let cloud: [(cost: Double, accuracy: Double)]
    let series: [Series]
    let maximumCost: Double?
    let minimumAccuracy: Double?

    /// The members of a source's front.
    /// - Parameter latencies: Another source whose latencies they are drawn at, without deviations.
    static func members(
        of source: LatencyFigure, in space: SpaceFigure, latencies: LatencyFigure? = nil
    ) -> [Member] {
        var codes = [Int](repeating: 0, count: space.index.count)
        for (code, index) in space.index.enumerated() { codes[index] = code }
        let shown = latencies ?? source
        return (source.front ?? []).map { codes[$0] }.map { code in
            let deviation = latencies == nil ? source.std?.values[code] : nil
            return Member(
                cost: shown.ms.values[code], accuracy: space.accuracy.values[code],
                deviation: deviation.flatMap { $0 > 0 ? $0 : nil })
        }.filter { $0.cost.isFinite }.sorted { $0.cost < $1.cost }
    }

    /// The drawing. The very inaccurate tail of the fronts is left out, as on the terminal.
    func drawing() -> StaticPlot {
        let members = series.flatMap(\.members)
        let drawn =
            members.isEmpty ? cloud.map { Member(cost: $0.cost, accuracy: $0.accuracy) } : members
        let best = drawn.map(\.accuracy).max() ?? 1
        let useful = drawn.filter { $0.accuracy >= SearchReport.usefulShare * best }
        let lowest = useful.map(\.accuracy).min() ?? 0
        let slowest = useful.map { $0.cost + ($0.deviation ?? 0) }.max() ?? 1
        let fastest = useful.map { $0.cost - ($0.deviation ?? 0) }.min() ?? 0
        let margin = max(slowest - fastest, 1e-6) * 0.06
        let rise = max(best - lowest, 0.5) * 0.08
        var canvas = PlotCanvas(
            title: title,
            x: AxisScale(lower: max(0, fastest - margin), upper: slowest + margin),
            y: AxisScale(lower: lowest - rise, upper: best + rise))
        drawCloud(on: &canvas)
        shade(&canvas)
        var position = 0
        for one in series {
            let style = one.isOracle ? .reference : SeriesStyle.series(position)
            if !one.isOracle { position += 1 }
            draw(one, style: style, on: &canvas)
            canvas.addLegend(one.name, style: style)
        }
        return canvas.drawing(xLabel: costLabel, yLabel: accuracyLabel)
    }

    /// One path of dots, those outside the frame left out and each place drawn once.
    private func drawCloud(on canvas: inout PlotCanvas) {
        var seen: Set<String> = []
        var path = ""
        for point in cloud
        where (canvas.x.lower...canvas.x.upper).contains(point.cost)
            && (canvas.y.lower...canvas.y.upper).contains(point.accuracy)
        {
            let place = String(
                format: "M%.1f %.1fh0", canvas.across(point.cost), canvas.down(point.accuracy))
            if seen.insert(place).inserted { path += place }
        }
        canvas.add(
            "<path d=\"\(path)\" stroke=\"#B8B8B8\" stroke-width=\"0.8\" stroke-linecap=\"round\"/>"
        )
    }

    private func shade(_ canvas: inout PlotCanvas) {
        func shaded(x0: Double, x1: Double, y0: Double, y1: Double) {
            canvas.add(
                "<rect x=\"\(n(x0))\" y=\"\(n(y0))\" width=\"\(n(max(0, x1 - x0)))\" "
                    + "height=\"\(n(max(0, y1 - y0)))\" fill=\"#000000\" fill-opacity=\"0.08\"/>")
        }
        let (left, right) = (canvas.across(canvas.x.lower), canvas.across(canvas.x.upper))
        let (top, bottom) = (canvas.down(canvas.y.upper), canvas.down(canvas.y.lower))
        if let maximumCost, maximumCost < canvas.x.upper {
            shaded(x0: max(left, canvas.across(maximumCost)), x1: right, y0: top, y1: bottom)
        }
        if let minimumAccuracy, minimumAccuracy > canvas.y.lower {
            shaded(x0: left, x1: right, y0: max(top, canvas.down(minimumAccuracy)), y1: bottom)
        }
    }

    private func draw(_ one: Series, style: SeriesStyle, on canvas: inout PlotCanvas) {
        let members = one.members.sorted { $0.cost < $1.cost }
        var path = ""
        var reached = -Double.infinity
        // On another device some members are dominated: the line passes them by.
        for member in members where member.accuracy > reached {
            reached = member.accuracy
            let (x, y) = (n(canvas.across(member.cost)), n(canvas.down(member.accuracy)))
            path += path.isEmpty ? "M\(x) \(y)" : "H\(x)V\(y)"
        }
        canvas.add("<path d=\"\(path)\" \(PlotCanvas.stroke(style))/>")
        for member in members {
            let y = canvas.down(member.accuracy)
            if let deviation = member.deviation {
                canvas.add(
                    "<path d=\"M\(n(canvas.across(member.cost - deviation))) \(n(y))"
                        + "H\(n(canvas.across(member.cost + deviation)))\" stroke=\"\(style.colour)\" "
                        + "stroke-width=\"0.5\"/>")
            }
            canvas.add(PlotCanvas.mark(style, x: canvas.across(member.cost), y: y))
        }
    }
}
