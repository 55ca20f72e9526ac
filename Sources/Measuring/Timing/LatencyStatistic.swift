/// Which number stands for the runs of a network.
package enum LatencyStatistic: String, Sendable, Hashable, Codable, CaseIterable {
    /// The ratio to references that run in turns with the network, times what the references take
    /// on the machine at full speed. What slows both for a while cancels.
    case paired
    /// The mean of the fastest tenth of the runs, of three at least: what a network takes while
    /// nothing else uses the machine, where that happens.
    case fastestTenth = "fastest-tenth"
    /// The mean of the middle half of the runs: what a network takes on the machine as it is.
    case interquartileMean = "interquartile-mean"

    /// What is taken where nothing else is said.
    package static let standard = paired

    /// What is taken of a runner where nothing else is said: without turns there are no pairs.
    package static func standard(for runner: RunnerDescription) -> LatencyStatistic {
        runner.features.contains(.interleave) ? .paired : .fastestTenth
    }

    /// In words.
    package var summary: String {
        switch self {
        case .paired: "ratio to reference networks that run in turns"
        case .fastestTenth: "mean of the fastest tenth"
        case .interquartileMean: "interquartile mean"
        }
    }
}

extension KeyedDecodingContainer {
    /// Where none was written: versions before there was a choice knew the interquartile mean only.
    package func decode(
        _ type: LatencyStatistic.Type, forKey key: Key
    ) throws -> LatencyStatistic {
        try decodeIfPresent(type, forKey: key) ?? .interquartileMean
    }
}
