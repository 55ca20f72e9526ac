import Foundation

/// A frame with two axes that SVG elements are put into. Lengths are in points; 84 mm are 238.
struct PlotCanvas {
    static let width = 238.0
    /// Type in points: 7 is the least that a two-column page bears.
    static let typeSize = 7.0

    let title: String
    let x: AxisScale
    let y: AxisScale
    private let left: Double
    private let top = 6.0
    private let right = 6.0
    private let plotHeight: Double
    private var elements: [String] = []
    private var legendRows: [[(name: String, style: SeriesStyle, hasLine: Bool)]] = [[]]
    private var legendWidth = 0.0

    /// Prepares a frame.
    /// - Parameter left: Room for the labels of the vertical axis.
    init(title: String, x: AxisScale, y: AxisScale, left: Double = 32, plotHeight: Double = 136) {
        self.title = title
        self.x = x
        self.y = y
        self.left = left
        self.plotHeight = plotHeight
    }

    /// Where a value of the horizontal axis lies.
    func across(_ value: Double) -> Double {
        left + x.position(value) * (Self.width - left - right)
    }

    /// Where a value of the vertical axis lies.
    func down(_ value: Double) -> Double { top + (1 - y.position(value)) * plotHeight }

    /// Adds an element inside the frame.
    mutating func add(_ element: String) { elements.append(element) }

    /// Adds an entry to the legend below the frame, in a new row where the last one is full.
    mutating func addLegend(_ name: String, style: SeriesStyle, hasLine: Bool = true) {
        let room = Self.width - left - right
        let short = Self.shortened(name, to: room - Self.legendMark)
        let needed = Self.legendMark + Self.width(of: short)
        if legendWidth + needed > room, legendWidth > 0 {
            legendRows.append([])
            legendWidth = 0
        }
        legendWidth += needed
        legendRows[legendRows.count - 1].append((short, style, hasLine))
    }

    /// What a legend's line with its mark takes, and the gap to the next entry.
    private static let legendMark = 26.0

    /// About how wide a text is.
    static func width(of text: String) -> Double { Double(text.count) * typeSize * 0.55 }

    /// A text that is no wider than a room: names differ at their ends, so that the middle goes.
    static func shortened(_ text: String, to room: Double) -> String {
        let most = Int(room / (typeSize * 0.55))
        guard text.count > most, most > 2 else { return text }
        return text.prefix(most - 1 - (most - 1) / 2) + "…" + text.suffix((most - 1) / 2)
    }

    /// Words in lines that are no wider than a room.
    static func lines(of text: String, in room: Double) -> [String] {
        text.split(separator: " ").reduce(into: [String]()) { lines, word in
            if let last = lines.last, width(of: last + " " + word) <= room {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(String(word))
            }
        }
    }

    /// A mark at a place in points.
    static func mark(
        _ style: SeriesStyle, x: Double, y: Double, size: Double = 1.9
    ) -> String {
        let fill = style.isHollow ? "#FFFFFF" : style.colour
        let paint = "fill=\"\(fill)\" stroke=\"\(style.colour)\" stroke-width=\"0.7\""
        let line = "fill=\"none\" stroke=\"\(style.colour)\" stroke-width=\"1\""
        func path(_ points: [(Double, Double)]) -> String {
            points.enumerated().map { index, point in
                "\(index == 0 ? "M" : "L")\(n(x + point.0 * size)) \(n(y + point.1 * size))"
            }.joined()
        }
        switch style.mark {
        case .circle: return "<circle cx=\"\(n(x))\" cy=\"\(n(y))\" r=\"\(n(size))\" \(paint)/>"
        case .square:
            return "<path d=\"\(path([(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]))Z\" "
                + "\(paint)/>"
        case .triangle:
            return "<path d=\"\(path([(0, -1.2), (1.1, 0.8), (-1.1, 0.8)]))Z\" \(paint)/>"
        case .wedge:
            return "<path d=\"\(path([(0, 1.2), (1.1, -0.8), (-1.1, -0.8)]))Z\" \(paint)/>"
        case .diamond:
            return "<path d=\"\(path([(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)]))Z\" \(paint)/>"
        case .cross:
            return "<path d=\"\(path([(-1, -1), (1, 1)]))\(path([(-1, 1), (1, -1)]))\" \(line)/>"
        case .plus:
            return "<path d=\"\(path([(-1.2, 0), (1.2, 0)]))\(path([(0, -1.2), (0, 1.2)]))\" "
                + "\(line)/>"
        }
    }

    /// A line's attributes.
    static func stroke(_ style: SeriesStyle, width: Double = 0.9) -> String {
        "fill=\"none\" stroke=\"\(style.colour)\" stroke-width=\"\(n(width))\""
            + (style.dash.map { " stroke-dasharray=\"\($0)\"" } ?? "")
    }

    /// The drawing.
    /// - Parameters:
    ///   - xTicks: Where ticks are; nil for round numbers.
    func drawing(xLabel: String, yLabel: String, xTicks: [Double]? = nil) -> StaticPlot {
        let bottom = top + plotHeight
        let rows = legendRows.filter { !$0.isEmpty }
        let height = bottom + 25 + Double(rows.count) * 10 + 2
        var lines: [String] = []
        lines.append(
            "<clipPath id=\"frame\"><rect x=\"\(n(left))\" y=\"\(n(top))\" "
                + "width=\"\(n(Self.width - left - right))\" height=\"\(n(plotHeight))\"/></clipPath>"
        )
        for tick in y.ticks(about: 6) {
            let place = n(down(tick))
            lines.append(
                "<path d=\"M\(n(left)) \(place)H\(n(Self.width - right))\" stroke=\"#E3E3E3\" "
                    + "stroke-width=\"0.4\"/><text x=\"\(n(left - 3))\" y=\"\(n(down(tick) + 2.4))\" "
                    + "text-anchor=\"end\">\(AxisScale.label(tick))</text>")
        }
        lines.append("<g clip-path=\"url(#frame)\">")
        lines += elements
        lines.append("</g>")
        for tick in xTicks ?? x.ticks(about: 6) {
            let place = n(across(tick))
            lines.append(
                "<path d=\"M\(place) \(n(bottom))v2.5\" stroke=\"#000000\" stroke-width=\"0.5\"/>"
                    + "<text x=\"\(place)\" y=\"\(n(bottom + 9.5))\" text-anchor=\"middle\">"
                    + "\(AxisScale.label(tick))</text>")
        }
        lines.append(
            "<path d=\"M\(n(left)) \(n(top))V\(n(bottom))H\(n(Self.width - right))\" fill=\"none\" "
                + "stroke=\"#000000\" stroke-width=\"0.6\"/>")
        lines.append(
            "<text x=\"\(n((left + Self.width - right) / 2))\" y=\"\(n(bottom + 19))\" "
                + "text-anchor=\"middle\">\(Markup.escaped(xLabel))</text>")
        lines.append(
            "<text transform=\"translate(8 \(n(top + plotHeight / 2))) rotate(-90)\" "
                + "text-anchor=\"middle\">\(Markup.escaped(yLabel))</text>")
        for (row, entries) in rows.enumerated() {
            lines += legend(entries, y: bottom + 29 + Double(row) * 10)
        }
        return StaticPlot(title: title, height: height, elements: lines)
    }

    private func legend(
        _ entries: [(name: String, style: SeriesStyle, hasLine: Bool)], y: Double
    ) -> [String] {
        var place = left
        return entries.map { entry in
            defer { place += Self.legendMark + Self.width(of: entry.name) }
            let line =
                entry.hasLine
                ? "<path d=\"M\(n(place)) \(n(y))h16\" \(Self.stroke(entry.style))/>" : ""
            return line + Self.mark(entry.style, x: place + 8, y: y)
                + "<text x=\"\(n(place + 19))\" y=\"\(n(y + 2.4))\">"
                + "\(Markup.escaped(entry.name))</text>"
        }
    }

    /// The root element of a figure.
    static func opening(width: Double, height: Double, title: String) -> String {
        let millimetres = height * 84 / Self.width
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="84mm" height="\(n(millimetres))mm" \
            viewBox="0 0 \(n(width)) \(n(height))" role="img" \
            font-family="Helvetica, Arial, 'Liberation Sans', sans-serif" \
            font-size="\(n(typeSize))" fill="#000000">
            <title>\(Markup.escaped(title))</title>
            <rect width="100%" height="100%" fill="#FFFFFF"/>
            """
    }
}

/// A length with two decimals at most.
func n(_ value: Double) -> String {
    let hundredths = (value * 100).rounded()
    return hundredths == (hundredths / 100).rounded() * 100
        ? String(format: "%.0f", hundredths / 100 + 0) : String(format: "%.2f", value)
}
