import AccuracyPrediction
import Architectures
import LatencyPrediction
import ModelExport
import Networks
import TabularStore

/// What is known of architectures that are exported: what the store's tables say, and what is
/// predicted where they say nothing.
package struct ExportedFacts {
    private let workspace: Workspace
    private let dataset: Dataset
    private let costs: CostModel
    private let accuracies: [Table]
    private let surrogates: [(key: AccuracyKey, source: AccuracySurrogate)]
    private let devices: [NamedDevice]

    /// What the reader has to know of the devices, a line each.
    package var notes: [String] { devices.compactMap(\.note) }

    private struct Table {
        let key: AccuracyKey
        let values: ObjectiveTable
        let origin: Origin
    }

    private struct NamedDevice {
        let name: String
        let origin: Origin
        let latencies: ObjectiveTable?
        let energies: ObjectiveTable?
        /// For the latencies that the table lacks; nil where it lacks none.
        let predictor: (any LatencyEstimator)?
        let note: String?
    }

    /// Gathers tables and, as far as they lack numbers, models.
    /// - Parameters:
    ///   - dataset: Whose networks are exported.
    ///   - names: The devices whose numbers are wanted.
    /// - Throws: ``RequestError``.
    package init(
        workspace: Workspace, dataset: Dataset, seed: UInt64, devices names: [String],
        of architectures: [Architecture]
    ) throws {
        self.workspace = workspace
        self.dataset = dataset
        costs = CostModel(space: workspace.space, dataset: dataset)
        accuracies = try workspace.store.tables().compactMap { info in
            guard case .accuracy(let key) = info.quantity, key.seed == nil,
                let values = try workspace.store.table(info.quantity)
            else { return nil }
            return Table(key: key, values: values, origin: try workspace.accuracyOrigin(of: key))
        }
        surrogates = try DatasetSplit.allCases.compactMap { split in
            let key = AccuracyKey(
                dataset: dataset.name, split: split, epochs: AccuracyKey.standardEpochs)
            return try AccuracySurrogate.bundled(key, space: workspace.space).map { (key, $0) }
        }
        devices = try names.map {
            try Self.device(
                $0, workspace: workspace, dataset: dataset, seed: seed, of: architectures)
        }
    }

    private static func device(
        _ name: String, workspace: Workspace, dataset: Dataset, seed: UInt64,
        of architectures: [Architecture]
    ) throws -> NamedDevice {
        let device = try workspace.resolve(name, MeasuringRequest(), dataset: dataset.name)
        let latencies = try workspace.latencyTable(of: device.name)
        let isComplete = architectures.allSatisfy { latencies?[$0] != nil }
        let predictor =
            try isComplete
            ? nil
            : EstimatorFactory(workspace: workspace).fitted(
                EstimatorRequest(
                    device: device, choice: nil, samples: nil, sampling: .chosen, pool: nil,
                    seed: seed)
            ).estimator
        return NamedDevice(
            name: device.name, origin: try workspace.origin(of: device.name), latencies: latencies,
            energies: try workspace.store.table(.energy(device: device.name)), predictor: predictor,
            note: device.inputNote.map { "\(device.name): \($0)" })
    }

    /// Everything that is known of an architecture, with origins.
    package func objectives(of architecture: Architecture) throws -> [ExportedObjective] {
        let cost = costs.cost(of: architecture)
        return try accuracies(of: architecture)
            + devices.flatMap { try numbers(of: architecture, on: $0) }
            + ExportedObjective.costs(
                megaParameters: cost.megaParameters, megaFLOPs: cost.megaFLOPs,
                dataset: dataset.name)
    }

    private func accuracies(of architecture: Architecture) -> [ExportedObjective] {
        let trained = accuracies.compactMap { table in
            table.values[architecture].map { value in
                ExportedObjective(
                    name: "accuracy", value: value, unit: "%", subject: Self.subject(table.key),
                    origin: table.origin)
            }
        }
        let estimated = surrogates.filter { key, _ in
            !trained.contains { $0.subject == Self.subject(key) }
        }.map { key, surrogate in
            let estimates = surrogate.accuracy(of: [architecture])
            return ExportedObjective(
                name: "accuracy", value: estimates.percent[0],
                standardDeviation: estimates.standardDeviations[0].finite, unit: "%",
                subject: Self.subject(key), origin: surrogate.origin)
        }
        return trained + estimated
    }

    private static func subject(_ key: AccuracyKey) -> String {
        "\(key.dataset), \(key.epochs) epochs, \(key.split.rawValue)"
    }

    private func numbers(
        of architecture: Architecture, on device: NamedDevice
    ) throws -> [ExportedObjective] {
        var numbers: [ExportedObjective] = []
        if let latency = device.latencies?[architecture] {
            numbers.append(
                ExportedObjective(
                    name: "latency", value: latency, unit: "ms", subject: device.name,
                    origin: device.origin))
        } else if let estimates = try device.predictor?.estimate([architecture]),
            let latency = estimates.milliseconds[0].finite
        {
            numbers.append(
                ExportedObjective(
                    name: "latency", value: latency,
                    standardDeviation: estimates.standardDeviations[0].finite, unit: "ms",
                    subject: device.name, origin: device.predictor?.origin ?? .predicted))
        }
        if let energy = device.energies?[architecture] {
            numbers.append(
                ExportedObjective(
                    name: "energy", value: energy, unit: "mJ", subject: device.name,
                    origin: device.origin))
        }
        return numbers
    }
}
