import Architectures
import LatencyPrediction
import NASSearch
import PlainText

extension SearchSettings {
    /// The command that finds the same front again in the same store, as it can be pasted into a
    /// shell: everything that decides the outcome, whether it was asked for or resolved.
    /// - Parameters:
    ///   - store: The store that was named, as typed; nil for the usual one.
    ///   - spaceFile: The definition that was named, as typed; nil for the store's.
    ///   - space: Names the architectures that were measured.
    /// - Returns: Nil where another program than this one predicted the latencies, so that none does.
    func command(store: String?, spaceFile: String?, in space: SearchSpace) -> String? {
        var words = ["search", "--device", requestedDevice ?? device, "--dataset", dataset]
        func add(_ option: String, _ value: String?, unless standard: String? = nil) {
            if let value, value != standard { words += [option, value] }
        }
        add("--split", split.rawValue, unless: DatasetSplit.valid.rawValue)
        add("--epochs", "\(epochs)", unless: "\(AccuracyKey.standardEpochs)")
        add("--accuracy", accuracy?.rawValue)
        switch latency?.foreign?.source {
        case .command(let text): add("--latency-command", text)
        case .function: return nil
        case .file, nil: add("--latency", latency?.name)
        }
        if let sampled, !sampled.isEmpty {
            add("--sampled", sampled.map { Self.index(of: $0, in: space) }.joined(separator: ","))
        } else {
            add("--samples", samples.map(String.init))
            add("--sampling", sampling.rawValue, unless: SamplingStrategy.chosen.rawValue)
        }
        add("--pool", pool?.joined(separator: ","))
        add("--algorithm", algorithm.kind.rawValue)
        add(
            "--objective", objectives.map(\.rawValue).joined(separator: ","),
            unless: SearchOptions.standardObjectives)
        for objective in SearchObjective.allCases {
            let bound = constraints.reported.bound(of: objective)
            add("--\(objective.boundOption)", bound.map(NumberFormat.typed))
        }
        add("--budget", "\(budget)")
        add("--verify", "\(verify)", unless: "0")
        add("--seed", "\(seed)")
        for (setting, value) in measuring?.values ?? [] { add("--\(setting.rawValue)", value) }
        add("--space", spaceFile)
        add("--store", store)
        return ShellWord.joined(["nas-search"] + words)
    }

    private static func index(of code: Int, in space: SearchSpace) -> String {
        String(space.publishedIndex(of: Architecture(code: code)))
    }
}
