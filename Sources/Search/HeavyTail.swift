/// Student's distribution with four degrees of freedom, scaled to unit variance: errors of
/// predictions, whose far tails are heavier than a normal distribution's.
package enum HeavyTail {
    /// The probability of a number below a deviate.
    package static func probability(below deviate: Double) -> Double {
        // With t = deviate · √2: F = ½ + ⅜ · t/√(1 + t²/4) · (1 − t²/(1 + t²/4) / 12).
        let square = 2 * deviate * deviate
        let reach = 1 + square / 4
        guard reach.isFinite else { return deviate > 0 ? 1 : 0 }
        return 0.5 + 0.375 * (2.0.squareRoot() * deviate / reach.squareRoot())
            * (1 - square / reach / 12)
    }
}
