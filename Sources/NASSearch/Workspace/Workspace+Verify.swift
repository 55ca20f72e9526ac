import Architectures
import Foundation
import Profiling
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
    /// references take at full speed.
    private func ratioProblems(of device: String) throws -> [StoreProblem] {
        guard let scale = try store.latencyScales(of: device).last else { return [] }
        let differing = try store.measurements(of: device).filter { measurement in
            let looks = try store.pairedLooks(at: measurement.architecture, on: device).compactMap {
                PairedRuns(network: $0.network, references: $0.references)
            }
            guard !looks.isEmpty else { return false }
            let told = PairedRatio(looks).logRatio
            let kept = log(measurement.milliseconds / scale.milliseconds)
            return abs(told - kept) > Self.tolerance
        }
        guard let first = differing.first else { return [] }
        return [
            StoreProblem(
                subject: "latency on \(device)",
                reason: "the kept runs of \(differing.count) networks tell other latencies than "
                    + "the table has, such as of index "
                    + "\(space.publishedIndex(of: first.architecture)); measure them again")
        ]
    }
}
