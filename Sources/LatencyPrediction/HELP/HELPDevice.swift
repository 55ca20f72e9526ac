import Architectures

/// A device to meta-train on, as episodes need it.
struct HELPDevice: Sendable {
    /// The device's embedding.
    let embedding: [Float]
    /// ``Architecture/code`` of the training architectures: of the first
    /// ``HELPSettings/trainingArchitectures`` by published index that the table knows, those between
    /// the trimmed ends by latency.
    let codes: [Int32]
    /// Their latencies, the least 0.05 and the largest 0.95.
    let targets: [Float]

    /// Fewer architectures than this teach nothing.
    private static let fewest = 8

    /// Prepares a table; nil where it has too few architectures, or all take equally long.
    init?(
        table: ObjectiveTable, references: [Double], space: SearchSpace, settings: HELPSettings
    ) {
        let known = Self.known(table, space: space).prefix(settings.trainingArchitectures)
        let kept = Self.trimmed(Array(known), table: table, share: settings.trimmedShare)
        guard kept.count >= Self.fewest, let embedding = HELPReferences.embedding(references),
            let targets = Self.normalised(kept.map { table.values[$0.code] })
        else { return nil }
        self.embedding = embedding
        self.targets = targets
        codes = kept.map { Int32($0.code) }
    }

    /// The architectures with a latency, by published index.
    static func known(_ table: ObjectiveTable, space: SearchSpace) -> [Architecture] {
        (0..<space.count).lazy.compactMap { space.architecture(publishedIndex: $0) }
            .filter { table.values[$0.code].isFinite && table.values[$0.code] > 0 }
    }

    /// Sorted by latency without the fastest and the slowest.
    static func trimmed(
        _ architectures: [Architecture], table: ObjectiveTable, share: Double
    ) -> [Architecture] {
        let sorted = architectures.sorted {
            (table.values[$0.code], $0) < (table.values[$1.code], $1)
        }
        let cut = Int(Double(sorted.count) * share)
        return Array(sorted[cut..<(sorted.count - cut)])
    }

    /// Latencies scaled to 0.05…0.95; nil where all are equal.
    static func normalised(_ milliseconds: [Double]) -> [Float]? {
        guard let least = milliseconds.min(), let largest = milliseconds.max(), largest > least
        else { return nil }
        return milliseconds.map { Float(0.05 + 0.9 * ($0 - least) / (largest - least)) }
    }
}
