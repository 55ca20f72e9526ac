import Architectures

/// Where accuracies come from.
public enum AccuracyChoice: String, Codable, CaseIterable, Sendable {
    /// A table that was imported.
    case table
    /// The model that ships with the library.
    case surrogate
}

extension AccuracyKey {
    /// The benchmark's full schedule.
    package static let standardEpochs = 200
}
