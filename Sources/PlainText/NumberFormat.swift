import Foundation

/// How numbers look in text: fixed decimals, a thin set of widths, no locale.
package enum NumberFormat {
    /// A number with fixed decimals, or a dash where it is missing.
    package static func fixed(_ value: Double?, _ decimals: Int) -> String {
        guard let value, value.isFinite else { return "–" }
        return String(format: "%.\(decimals)f", value)
    }

    /// A latency with about four significant digits.
    package static func milliseconds(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "–" }
        return fixed(value, abs(value) < 1 ? 4 : abs(value) < 100 ? 3 : 1)
    }

    /// A number with so many significant digits, at least all before the point.
    package static func digits(_ value: Double, _ digits: Int) -> String {
        guard value.isFinite, abs(value) < pow(10, Double(digits)) else {
            return Int(exactly: value.rounded()).map { count($0) } ?? "–"
        }
        return String(format: "%.\(digits)g", value)
    }

    /// A number as somebody would type it: all of its digits, whole ones without a point.
    package static func typed(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
    }

    /// A fraction as a percentage without its sign.
    package static func percent(_ fraction: Double?, _ decimals: Int = 1) -> String {
        fixed(fraction.map { $0 * 100 }, decimals)
    }

    /// A fraction as a percentage with one decimal and always a sign, without the percent sign.
    package static func signedPercent(_ fraction: Double) -> String {
        (fraction >= 0 ? "+" : "") + percent(fraction)
    }

    /// A whole number with what it counts: '1 run', '2 runs'; with the noun's plural where it is not
    /// made with an s.
    package static func count(_ value: Int, of noun: String, plural: String? = nil) -> String {
        "\(count(value)) \(value == 1 ? noun : plural ?? "\(noun)s")"
    }

    /// A whole number with a comma between thousands.
    package static func count(_ value: Int) -> String {
        var digits = String(value.magnitude)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return (value < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
    }
}
