/// The paper's Figure 2: distances between devices as a map, similar ones next to each other.
struct DistancePlot {
    let figure: DistanceFigure

    /// The drawing: dark is near. With up to 12 devices, each cell holds its number.
    func drawing() -> StaticPlot {
        let count = figure.names.count
        // Names of one family differ at their end.
        let names = figure.order.map { position in
            let name = figure.names[position]
            return name.count > 22 ? "\(name.prefix(11))…\(name.suffix(10))" : name
        }
        let longest = Double(names.map(\.count).max() ?? 1)
        let left = min(90, 6 + longest * PlotCanvas.typeSize * 0.55)
        let side = (PlotCanvas.width - left - 4) / Double(max(1, count))
        // Rows are high enough for their names, so that many devices make a tall map.
        let row = max(side, PlotCanvas.typeSize + 1)
        let known = figure.distances.flatMap(\.self).filter { $0.isFinite }
        let largest = max(known.max() ?? 1, .leastNonzeroMagnitude)
        let bottom = 4 + row * Double(count)
        let height = bottom + 16
        var lines = [
            PlotCanvas.opening(
                width: PlotCanvas.width, height: height, title: figure.quantity)
        ]
        for (place, from) in figure.order.enumerated() {
            let y = 4 + Double(place) * row
            lines.append(
                "<text x=\"\(n(left - 3))\" y=\"\(n(y + row / 2 + 2.4))\" "
                    + "text-anchor=\"end\">"
                    + "\(Markup.escaped(names[place]))</text>")
            for (column, to) in figure.order.enumerated() {
                let x = left + Double(column) * side
                let distance = figure.distances[from][to]
                let share = distance.isFinite ? distance / largest : 0
                lines.append(
                    "<rect x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(side))\" height=\"\(n(row))\" "
                        + "fill=\"\(distance.isFinite ? Self.shade(share) : "#FFFFFF")\"/>")
                if count <= 12, distance.isFinite {
                    lines.append(
                        "<text x=\"\(n(x + side / 2))\" y=\"\(n(y + row / 2 + 2.4))\" "
                            + "text-anchor=\"middle\" "
                            + "fill=\"\(share < 0.55 ? "#FFFFFF" : "#000000")\">"
                            + "\(Self.number(distance))</text>")
                }
            }
        }
        lines.append(
            "<text x=\"\(n(PlotCanvas.width - 4))\" y=\"\(n(bottom + 10))\" text-anchor=\"end\">"
                + "\(Markup.escaped(figure.quantity)); dark is near; columns as rows</text>")
        lines.append("</svg>\n")
        return StaticPlot(svg: lines.joined(separator: "\n"))
    }

    /// From dark blue to white: a map of one colour, so that brightness alone tells.
    private static func shade(_ share: Double) -> String {
        func channel(_ dark: Double) -> String {
            let value = Int((dark + (255 - dark) * share).rounded())
            return (value < 16 ? "0" : "") + String(value, radix: 16)
        }
        return "#\(channel(8))\(channel(48))\(channel(107))"
    }

    private static func number(_ value: Double) -> String {
        AxisScale.label(NumberColumn.rounded(value, digits: 2))
    }
}
