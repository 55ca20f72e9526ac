import Foundation

/// Numbers as a page draws them: rounded to a few significant digits, missing ones `null`.
struct NumberColumn: Sendable, Encodable {
    let values: [Double]
    var digits = 5

    func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        for value in values {
            if value.isFinite {
                try container.encode(Self.rounded(value, digits: digits))
            } else {
                try container.encodeNil()
            }
        }
    }

    /// A number with so many significant digits, by arithmetic: `Statistics` goes through text, which
    /// is exact to the last tie and takes as long as all else of a page.
    static func rounded(_ value: Double, digits: Int) -> Double {
        guard value != 0, value.isFinite else { return value }
        let places = digits - 1 - Int(log10(abs(value)).rounded(.down))
        guard (0...300).contains(places) else { return value.rounded() }
        let scale = pow(10, Double(places))
        return (value * scale).rounded() / scale
    }
}
