import Foundation

/// An axis: how values lie along it and where its ticks are.
struct AxisScale: Sendable {
    let lower: Double
    let upper: Double
    let isLogarithmic: Bool

    /// An axis over a range; one of no extent is widened.
    init(lower: Double, upper: Double, isLogarithmic: Bool = false) {
        if upper > lower {
            (self.lower, self.upper) = (lower, upper)
        } else {
            let margin = max(abs(lower) * 0.1, 0.5)
            self.lower = isLogarithmic ? lower / 2 : lower - margin
            self.upper = isLogarithmic ? lower * 2 : lower + margin
        }
        self.isLogarithmic = isLogarithmic
    }

    /// The place of a value, 0 at the lower end and 1 at the upper one.
    func position(_ value: Double) -> Double {
        isLogarithmic
            ? log(value / lower) / log(upper / lower) : (value - lower) / (upper - lower)
    }

    /// Round values about `count` in number, or the given ones that lie inside.
    func ticks(about count: Int) -> [Double] {
        let rough = (upper - lower) / Double(count)
        let power = pow(10, log10(rough).rounded(.down))
        let step = ([1, 2, 5, 10].first { $0 * power >= rough } ?? 10) * power
        let first = (lower / step).rounded(.up)
        let last = (upper / step + 1e-9).rounded(.down)
        guard last >= first else { return [] }
        return stride(from: first, through: last, by: 1).map { $0 * step }
    }

    /// A tick's number, without zeros that say nothing.
    static func label(_ value: Double) -> String {
        let rounded = NumberColumn.rounded(value, digits: 6)
        return rounded == rounded.rounded() && abs(rounded) < 1e6
            ? String(Int(rounded)) : "\(rounded)"
    }
}
