/// A finished figure for a paper.
package struct StaticPlot: Sendable {
    /// What it shows.
    let title: String
    /// Its height in points; it is ``PlotCanvas/width`` wide.
    let height: Double
    /// What is drawn, as SVG elements.
    let elements: [String]

    /// The drawing: SVG, 84 mm wide, which is a column of a two-column page.
    package var svg: String {
        ([PlotCanvas.opening(width: PlotCanvas.width, height: height, title: title)] + elements
            + ["</svg>\n"]).joined(separator: "\n")
    }

    /// Figures one below the other; one alone stays as it is.
    static func stacked(_ plots: [StaticPlot], title: String) -> StaticPlot {
        if plots.count == 1 { return plots[0] }
        var height = 0.0
        var elements: [String] = []
        for plot in plots {
            elements += ["<g transform=\"translate(0 \(n(height)))\">"] + plot.elements + ["</g>"]
            height += plot.height
        }
        return StaticPlot(title: title, height: height, elements: elements)
    }
}

/// How series differ from each other: by colour, by mark and by dash, so that no one of them has to
/// be told apart by colour alone.
struct SeriesStyle: Sendable {
    /// A mark's shape.
    enum Mark: Sendable {
        case circle, square, triangle, diamond, cross, plus, wedge
    }

    let colour: String
    let mark: Mark
    let dash: String?
    var isHollow = false

    /// The style of what is exact or known.
    static let reference = SeriesStyle(
        colour: "#000000", mark: .circle, dash: nil, isHollow: true)

    /// The style of the n-th other series. Colours are Okabe and Ito's (2008), the lightest ones
    /// darkened for lines on paper.
    static func series(_ position: Int) -> SeriesStyle {
        let colours = [
            "#0072B2", "#D55E00", "#007A5A", "#A8457E", "#8A6500", "#2F8FC4", "#5B5B5B",
        ]
        let marks: [Mark] = [.square, .triangle, .diamond, .cross, .plus, .wedge]
        let dashes: [String?] = ["4 1.5", "1.2 1.2", "5 1.5 1.2 1.5", "2.5 1.2", "7 1.5"]
        return SeriesStyle(
            colour: colours[position % colours.count], mark: marks[position % marks.count],
            dash: dashes[position % dashes.count])
    }
}
