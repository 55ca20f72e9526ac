/// The sums over all that callgrind counted, by the names of its events.
struct CallgrindTotals: Equatable {
    let counts: [String: Double]

    /// Reads the lines `events:` and `totals:` (or `summary:`) of callgrind's output.
    /// - Throws: ``CounterError`` where they are missing or nothing was counted.
    init(_ text: String) throws(CounterError) {
        func fields(_ name: String) -> [Substring]? {
            text.split(separator: "\n").last { $0.hasPrefix("\(name):") }
                .map { $0.dropFirst(name.count + 1).split(separator: " ") }
        }
        let names = fields("events") ?? []
        let numbers = (fields("totals") ?? fields("summary") ?? []).map { Double($0) ?? .nan }
        guard !numbers.isEmpty, numbers.count <= names.count, numbers.allSatisfy(\.isFinite) else {
            throw CounterError(
                source: .simulated, reason: "callgrind's output lacks its totals")
        }
        // Callgrind leaves out zeros at the end of a line.
        let padded = numbers + Array(repeating: 0, count: names.count - numbers.count)
        counts = Dictionary(
            zip(names.map(String.init), padded), uniquingKeysWith: { first, _ in first })
        guard counts["Ir", default: 0] > 0 else {
            throw CounterError(source: .simulated, reason: "callgrind counted no instruction")
        }
    }

    /// The counters of MAPLE, but for cycles. The first level is simulated apart for
    /// instructions and data; every miss there is a reference to the last level.
    var counters: [String: Double] {
        let sums: [(String, [String])] = [
            ("instructions", ["Ir"]),
            ("L1-dcache-loads", ["Dr"]),
            ("L1-dcache-load-misses", ["D1mr"]),
            ("cache-references", ["I1mr", "D1mr", "D1mw"]),
            ("cache-misses", ["ILmr", "DLmr", "DLmw"]),
            ("LLC-loads", ["I1mr", "D1mr"]),
            ("LLC-load-misses", ["ILmr", "DLmr"]),
            ("LLC-stores", ["D1mw"]),
            ("LLC-store-misses", ["DLmw"]),
        ]
        var counters: [String: Double] = [:]
        for (name, events) in sums {
            let parts = events.compactMap { counts[$0] }
            guard parts.count == events.count else { continue }
            counters[name] = parts.reduce(0, +)
        }
        return counters
    }
}
