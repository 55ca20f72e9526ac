/// The paper's Figure 2: distances between devices as a map, similar ones next to each other.
struct DistancePlot {
    let figure: DistanceFigure

    /// Whether every number fits its field.
    private func holdsNumbers(side: Double) -> Bool {
        figure.distances.joined().filter(\.isFinite).allSatisfy {
            PlotCanvas.width(of: Self.number($0)) <= side - 1
        }
    }

    /// The drawing: dark is near. Where they fit, each field holds its number.
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
        let holdsNumbers = holdsNumbers(side: side)
        let span = holdsNumbers ? "" : ", from 0 to \(Self.number(largest))"
        let caption = PlotCanvas.lines(
            of: "\(figure.quantity); dark is near\(span); columns as rows",
            in: PlotCanvas.width - 8)
        let height = bottom + 8 + 9 * Double(caption.count)
        var lines: [String] = []
        for (place, from) in figure.order.enumerated() {
            let y = 4 + Double(place) * row
            lines.append(
                "<text x=\"\(n(left - 3))\" y=\"\(n(y + row / 2 + 2.4))\" "
                    + "text-anchor=\"end\">"
                    + "\(Markup.escaped(names[place]))</text>")
            for (column, to) in figure.order.enumerated() {
                lines.append(
                    Self.field(
                        figure.distances[from][to], of: largest, x: left + Double(column) * side,
                        y: y, width: side, height: row, holdsNumber: holdsNumbers))
            }
        }
        for (position, line) in caption.enumerated() {
            lines.append(
                "<text x=\"4\" y=\"\(n(bottom + 10 + 9 * Double(position)))\">"
                    + "\(Markup.escaped(line))</text>")
        }
        return StaticPlot(title: figure.quantity, height: height, elements: lines)
    }

    /// A field with its number where there is room.
    private static func field(
        _ distance: Double, of largest: Double, x: Double, y: Double, width: Double,
        height: Double, holdsNumber: Bool
    ) -> String {
        let share = distance.isFinite ? distance / largest : 0
        let field =
            "<rect x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(width))\" height=\"\(n(height))\" "
            + "fill=\"\(distance.isFinite ? shade(share) : "#FFFFFF")\"/>"
        guard holdsNumber, distance.isFinite else { return field }
        return field + "<text x=\"\(n(x + width / 2))\" y=\"\(n(y + height / 2 + 2.4))\" "
            + "text-anchor=\"middle\" fill=\"\(share < 0.55 ? "#FFFFFF" : "#000000")\">"
            + "\(Markup.escaped(number(distance)))</text>"
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
        // Two digits, and no more than two decimals: 12, 1.2, 0.12.
        if value > 0, value < 0.005 { return "<0.01" }
        return AxisScale.label((NumberColumn.rounded(value, digits: 2) * 100).rounded() / 100)
    }
}
