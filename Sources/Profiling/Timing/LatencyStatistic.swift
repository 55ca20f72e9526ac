/// Which number stands for the runs of a network.
package enum LatencyStatistic: String, Sendable, Hashable, Codable, CaseIterable {
    /// The mean of the fastest tenth of the runs, of three at least: what a network takes while
    /// nothing else uses the machine. Others only ever add to a latency, so that this is nearly
    /// the same in a busy minute as in a quiet one.
    case fastestTenth = "fastest-tenth"
    /// The mean of the middle half of the runs: what a network takes on the machine as it is.
    case interquartileMean = "interquartile-mean"

    /// What is taken on this machine where nothing else is said.
    package static let standard = fastestTenth

    /// How many of so many runs have to be undisturbed for the latency to be.
    func counted(of runs: Int) -> Int {
        switch self {
        case .fastestTenth: min(runs, max(3, (runs + 9) / 10))
        case .interquartileMean: runs
        }
    }

    /// In words.
    package var summary: String {
        switch self {
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
