import Foundation
import PlainText

/// A small scatter plot in characters: latency to the right, accuracy upwards.
package struct TerminalPlot: Sendable {
    /// Points with one mark. Later series are drawn over earlier ones.
    package struct Series: Sendable {
        let mark: Character
        let label: String
        let points: [(x: Double, y: Double)]

        /// Describes a series.
        package init(mark: Character, label: String, points: [(x: Double, y: Double)]) {
            self.mark = mark
            self.label = label
            self.points = points.filter { $0.x.isFinite && $0.y.isFinite }
        }
    }

    private let series: [Series]
    private let xLabel: String
    private let yLabel: String

    /// Describes a plot.
    package init(series: [Series], xLabel: String, yLabel: String) {
        self.series = series
        self.xLabel = xLabel
        self.yLabel = yLabel
    }

    /// The plot as lines, or none where there are fewer than two different points.
    package func lines(width: Int, height: Int) -> [String] {
        let points = series.flatMap(\.points)
        guard let xs = range(points.map(\.x)), let ys = range(points.map(\.y)) else { return [] }
        let top = NumberFormat.fixed(ys.upper, 1)
        let bottom = NumberFormat.fixed(ys.lower, 1)
        let margin = max(top.count, bottom.count)
        let columns = max(10, width - margin - 2)
        var canvas = [[Character]](
            repeating: [Character](repeating: " ", count: columns), count: height)
        for one in series {
            for point in one.points {
                let x = (point.x - xs.lower) / (xs.upper - xs.lower) * Double(columns - 1)
                let y = (point.y - ys.lower) / (ys.upper - ys.lower) * Double(height - 1)
                canvas[height - 1 - Int(y.rounded())][Int(x.rounded())] = one.mark
            }
        }
        var lines = canvas.enumerated().map { row, characters in
            let label = row == 0 ? top : row == height - 1 ? bottom : ""
            return pad(label, to: margin) + " │" + String(characters)
        }
        let left = NumberFormat.milliseconds(xs.lower)
        let right = NumberFormat.milliseconds(xs.upper)
        let gap = max(1, columns - left.count - right.count)
        lines.append(pad("", to: margin) + " └" + String(repeating: "─", count: columns))
        lines.append(
            pad("", to: margin) + "  " + left + String(repeating: " ", count: gap) + right)
        let legend = series.filter { !$0.points.isEmpty }.map { "\($0.mark)\u{A0}\($0.label)" }
        lines += TextStyle(width: width).wrapped(
            [pad("", to: margin) + "  \(yLabel) over \(xLabel): " + legend.joined(separator: ", ")],
            indent: margin + 4)
        return lines.map { String($0.reversed().drop { $0 == " " }.reversed()) }
    }

    private func pad(_ text: String, to width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    private func range(_ values: [Double]) -> (lower: Double, upper: Double)? {
        guard let lower = values.min(), let upper = values.max(), upper > lower else { return nil }
        return (lower, upper)
    }
}
