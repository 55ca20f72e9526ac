/// How the architectures to measure on a new device are picked.
public enum SamplingStrategy: String, Sendable, Hashable, Codable, CaseIterable {
    /// Samples where nothing else is said.
    package static let standardCount = 10
    /// How they are picked where nothing else is said.
    package static let standard = SamplingStrategy.chosen

    /// Uniformly at random, without repetition.
    case random
    /// So that they tell most about all others.
    case chosen
    /// The first three as `chosen`, then each so that it tells most about all others after what was
    /// measured, where estimators advise (`SampleAdvising`) and are fitted after every sample.
    case adaptive

    /// Samples after which estimators advise.
    static let leastForAdvice = 3
}
