/// A finished figure for a paper.
package struct StaticPlot: Sendable {
    /// The drawing: SVG, 84 mm wide, which is a column of a two-column page.
    package let svg: String
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
