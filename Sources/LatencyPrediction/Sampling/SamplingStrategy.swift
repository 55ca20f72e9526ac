/// How the architectures to measure on a new device are picked.
public enum SamplingStrategy: String, Sendable, Hashable, Codable, CaseIterable {
    /// Uniformly at random, without repetition.
    case random
    /// So that they tell most about all others.
    case chosen
}
