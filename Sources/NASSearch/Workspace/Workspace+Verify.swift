import Architectures
import Foundation
import Measuring
import TabularStore

extension Workspace {
    /// Everything that is wrong with the store: what ``Store/verify()`` finds, and networks whose
    /// kept runs do not tell the latency that the device's table has of them.
    /// - Throws: `StoreError` where the file can't be read at all.
    package func problems() throws -> [StoreProblem] {
        let problems = try store.verify()
        guard problems.isEmpty else { return problems }
        return try store.devices().flatMap { try ratioProblems(of: $0.device.name) }
    }

    /// By how much a ratio may differ from what its runs tell, in its logarithm.
    private static let tolerance = 1e-6

    /// Latencies are the ratio that the runs of a network and of its references tell, times what the
    /// references take at full speed; of all runs, those count that the rule says.
    private func ratioProblems(of device: String) throws -> [StoreProblem] {
        guard let share = try store.share(of: device), let scale = share.scale else { return [] }
        let differing = share.networks.filter { Self.isContradicted($0, scale) }
        var problems: [StoreProblem] = []
        if let first = differing.first {
            problems.append(
                StoreProblem(
                    subject: "latency on \(device)",
                    reason:
                        "the kept runs of \(differing.count) networks tell other latencies than "
                        + "the table has, such as of index "
                        + "\(space.publishedIndex(of: first.measurement.architecture)); measure "
                        + "them again"))
        }
        let odd = share.trials.count {
            $0.every?.tell(references: $0.runs, network: nil) == false
        }
        if odd > 0 {
            problems.append(
                StoreProblem(
                    subject: "latency on \(device)",
                    reason: "\(odd) looks at its references alone are not what all runs tell"))
        }
        return problems
    }

    private static func isContradicted(
        _ network: DeviceShare.Network, _ scale: LatencyScale
    ) -> Bool {
        guard !network.trials.isEmpty else { return false }
        var trials: [PairedRuns] = []
        var start = 0
        for trial in network.trials {
            let own = Array(network.measurement.samples[start..<(start + trial.turns)])
            start += trial.turns
            if trial.every?.tell(references: trial.runs, network: own) == false { return true }
            guard let runs = PairedRuns(network: own, references: trial.runs) else { return true }
            trials.append(runs)
        }
        let kept = log(network.measurement.milliseconds / scale.milliseconds)
        return abs(PairedRatio(trials).logRatio - kept) > tolerance
    }
}
