import Foundation

/// A line in which another program states a latency: `3.14`, `3.14 0.2`, `3.14 ± 0.2` in milliseconds,
/// or an object with `latency_ms` and `latency_std_ms`; blank or `nan` where it knows none.
struct PredictionAnswer {
    /// NaN where none is known.
    let milliseconds: Double
    /// NaN where none is stated.
    let standardDeviation: Double

    /// What is wrong with a line.
    struct Problem: Error {
        let reason: String
    }

    private struct Object: Decodable {
        var latency_ms: Double?
        var latency_std_ms: Double?
        var error: String?
    }

    private static let unknown: Set<Substring> = ["nan", "na", "n/a", "none", "null"]
    private static let longestExcerpt = 60

    /// Reads a line.
    /// - Throws: ``Problem``.
    init(_ line: String) throws {
        let (latency, deviation) =
            try line.contains("{") ? Self.object(line) : Self.words(line)
        if let latency, !(latency.isFinite && latency > 0) {
            throw Problem(reason: "\(latency) ms is no latency")
        }
        if let deviation, !(deviation.isFinite && deviation >= 0) {
            throw Problem(reason: "\(deviation) ms is no standard deviation")
        }
        milliseconds = latency ?? .nan
        standardDeviation = deviation ?? .nan
    }

    private static func object(_ line: String) throws -> (Double?, Double?) {
        guard let object = try? JSONDecoder().decode(Object.self, from: Data(line.utf8)) else {
            throw unreadable(line)
        }
        if let error = object.error { throw Problem(reason: "it says: \(error)") }
        return (object.latency_ms, object.latency_std_ms)
    }

    private static func words(_ line: String) throws -> (Double?, Double?) {
        let words = line.split { $0.isWhitespace || $0 == "±" }
        guard words.count <= 2 else { throw unreadable(line) }
        let numbers = try words.map { word -> Double? in
            if unknown.contains(word.lowercased()[...]) { return nil }
            guard let number = Double(word) else { throw unreadable(line) }
            return number
        }
        return (numbers.first ?? nil, numbers.count > 1 ? numbers[1] : nil)
    }

    private static func unreadable(_ line: String) -> Problem {
        let shown = line.filter { !$0.isNewline }
        return Problem(
            reason: "expected a latency in ms, a blank and its standard deviation, or the latency "
                + "alone; found '\(shown.prefix(longestExcerpt))"
                + (shown.count > longestExcerpt ? "…'" : "'"))
    }
}
