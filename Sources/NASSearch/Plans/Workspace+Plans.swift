import Architectures
import Foundation
import LatencyPrediction
import Measuring
import Networks
import TabularStore

extension Workspace {
    /// The settings of the last plan that was written for a device, or that came back from it.
    package func lastPlan(of device: String) throws -> MeasuringPlan.Header? {
        try store.artefacts(kind: MeasuringPlan.artefactKind).filter { $0.device == device }
            .max { $0.createdAt < $1.createdAt }
            .flatMap {
                try? JSONDecoder().decode(MeasuringPlan.Header.self, from: Data($0.content))
            }
    }

    /// A plan to measure more networks of a device: as in its last plan, so that the numbers go
    /// together.
    /// - Parameters:
    ///   - device: Where it will be worked off.
    ///   - dataset: What the latencies are for, where there is no plan yet.
    ///   - asked: How networks are to run, where that was said.
    /// - Throws: ``RequestError``.
    package func furtherPlan(
        of device: String, dataset: String, asked: MeasuringRequest
    ) throws -> MeasuringPlan {
        var request = asked
        let last = try lastPlan(of: device)
        if let last {
            request.graph = request.graph ?? GraphView(rawValue: last.graph)
            request.batch = request.batch ?? last.batch
            if last.references == nil, request.statistic == nil {
                request.statistic = .interquartileMean
            }
        }
        return try MeasuringPlan(
            device: device, options: request,
            dataset: last?.dataset ?? measuredDataset(for: dataset), runs: last?.runs ?? 50,
            workspace: self)
    }

    /// The architectures whose latencies would say most about all others, beside those that are known
    /// of a device.
    /// - Throws: ``RequestError``.
    package func nextSamples(_ count: Int, of device: String, seed: UInt64) throws -> [Architecture]
    {
        let name = try store.device(named: device)?.device.name ?? device
        let known = try latencyTable(of: name)?.covered ?? []
        guard count > 0 else { throw RequestError.nextSamples(count) }
        var generator = SeededGenerator(seed: seed)
        return try SampleSelector(features: CellFeatures(space: space)).chosen(
            count, among: Array(space.architectures), after: known, using: &generator)
    }
}
