import Architectures
import Digests
import Foundation
import LatencyPrediction
import PublishedFormats
import TabularStore

extension Workspace {
    /// Opens a store for reading and writing; where there is none yet, it is made.
    ///
    /// ```swift
    /// let workspace = try Workspace(store: .file("measured.sqlite"))
    /// ```
    ///
    /// A store is of one space: a new one of the space that it is given, or of NAS-Bench-201, and
    /// it keeps the definition, so that it need not be given again.
    ///
    /// - Parameters:
    ///   - store: Where it lies.
    ///   - space: Which cells there are, such as `try SearchSpace(file: "small.json")`; nil for the
    ///     store's own space.
    ///   - program: Who asks, and what it lends.
    ///   - hooks: Told what happens.
    /// - Throws: ``RequestError/unusableStore(_:)``.
    public init(
        store: StoreLocation = .default, space: SearchSpace? = nil,
        program: Program = Program(), hooks: Hooks = Hooks()
    ) throws {
        try self.init(
            store: store, space: space, access: .readWrite, program: program, hooks: hooks)
    }

    /// What an import brought.
    public struct Imported: Sendable, Hashable {
        /// The devices whose latencies or energies the files hold.
        public let devices: [String]
        /// Numbers that the store did not have.
        public let newValues: Int
    }

    /// Takes tables of a file or a folder into the store: all of them or none. Formats are recognised
    /// by content.
    /// - Throws: ``RequestError``, `PublishedFormatError` for what can't be read.
    @discardableResult
    public func importTables(at place: URL) throws -> Imported {
        let batch = try tableReader.read(place)
        let summary = try DataImporter(workspace: self).importFiles(batch.files, overwrite: false)
        let quantities = summary.files.flatMap { $0.tables.map(\.quantity) }
        return Imported(
            devices: Set(quantities.compactMap(\.device)).sorted(),
            newValues: summary.total.added)
    }

    /// The device of that name or alias: one of the store's, or one that ships with the library.
    /// - Throws: ``RequestError/unknownDevice(_:nearest:known:)``.
    public func device(_ name: String) throws -> ResolvedDevice { try resolve(name) }

    /// A device that nothing is known of yet.
    /// - Throws: ``RequestError`` where the name can't be one, or is one already.
    public func newDevice(_ name: String) throws -> ResolvedDevice {
        guard DeviceName.isUsable(name) else { throw RequestError.unusableName(name, file: nil) }
        if try devices().contains(where: { $0.name == name || $0.aliases.contains(name) }) {
            throw RequestError.nameTaken(name, by: .published, for: .measuredHere)
        }
        return ResolvedDevice(device: Device(name: name), requestedName: nil, note: nil)
    }

    /// A kind of latency model, fitted to a device.
    /// - Parameters:
    ///   - device: Whose latencies it gives.
    ///   - kind: Which kind; by default the one that predicts best on the pool's devices, left out
    ///     in turn.
    ///   - samples: Which of the device's latencies it is fitted to.
    ///   - seed: Decides every random choice.
    /// - Throws: ``RequestError``, `LatencyPredictionError` where the device lacks what the kind needs.
    public func latencyModel(
        for device: ResolvedDevice, _ kind: ModelKind = .best, samples: Samples = .chosen(10),
        seed: UInt64 = 0
    ) throws -> LatencyModel {
        try latencyModel(for: device, choice: kind.choice, samples: samples, seed: seed)
    }

    /// What your own predictor says of a device, in the place of a kind of model: searches run on it,
    /// and what it said is kept with them, so that a run goes on without it.
    ///
    /// ```swift
    /// let mine = try workspace.latencyModel(for: phone, predictedBy: "mine") { cells, samples in
    ///     LatencyEstimates(
    ///         milliseconds: cells.map(predict), standardDeviations: cells.map { _ in .nan })
    /// }
    /// ```
    /// - Parameters:
    ///   - device: Whose latencies it gives.
    ///   - name: What results call it.
    ///   - samples: Latencies of the device that it may adapt to; nil for none.
    ///   - seed: Decides which samples.
    ///   - predict: Given every architecture of the space and the samples in milliseconds; its
    ///     numbers are in the architectures' order, NaN where it knows none.
    /// - Throws: ``RequestError``, `LatencyPredictionError` where its numbers are no latencies, and
    ///   what it throws itself.
    public func latencyModel(
        for device: ResolvedDevice, predictedBy name: String, samples: Samples? = nil,
        seed: UInt64 = 0,
        _ predict:
            @escaping @Sendable (
                _ architectures: [Architecture], _ samples: [Architecture: Double]
            ) throws -> LatencyEstimates
    ) throws -> LatencyModel {
        let choice = EstimatorChoice(
            ForeignModel.function(name, takesSamples: samples != nil, predict))
        return try latencyModel(
            for: device, choice: choice, samples: samples ?? .known, seed: seed)
    }

    private func latencyModel(
        for device: ResolvedDevice, choice: EstimatorChoice?, samples: Samples, seed: UInt64
    ) throws -> LatencyModel {
        var request = EstimatorRequest(
            device: device, choice: choice, samples: samples.count, sampling: samples.strategy,
            pool: nil, seed: seed)
        request.usesAdaptation = false
        if case .measured(let count, let measure) = samples {
            request.sampled = try self.measured(count, of: device, seed: seed, by: measure)
            request.samples = nil
        }
        return LatencyModel(
            request: request, fitted: try EstimatorFactory(workspace: self).fitted(request))
    }

    /// Measures the architectures that say most about all others, as far as their latencies are not
    /// known, and keeps them.
    private func measured(
        _ count: Int, of device: ResolvedDevice, seed: UInt64,
        by measure: (Architecture) throws -> Double
    ) throws -> [Architecture] {
        var generator = SeededGenerator(seed: seed)
        let picked = try SampleSelector(features: CellFeatures(space: space)).pick(
            count, by: .chosen, among: Array(space.architectures), using: &generator)
        let known = try latencyTable(of: device.name)
        var work = hooks.begin("measuring samples", total: picked.count)
        defer { work.finish() }
        for (position, architecture) in picked.enumerated() {
            if hooks.isCancelled() { throw Cancelled.measuring(networks: position) }
            if known?[architecture] == nil {
                try keep(measure(architecture), of: architecture, on: device)
            }
            work.update(position + 1)
        }
        return picked
    }

    /// Keeps a latency that was measured by the caller.
    /// - Parameters:
    ///   - milliseconds: Above 0.
    ///   - architecture: What was measured.
    ///   - device: Where.
    /// - Throws: ``RequestError`` where the store has another one, or can't be written.
    public func keep(
        _ milliseconds: Double, of architecture: Architecture, on device: ResolvedDevice
    ) throws {
        var values = [Double](repeating: .nan, count: space.count)
        values[architecture.code] = milliseconds
        let quantity = Quantity.latency(device: device.name)
        let line = "\(device.name),\(space.publishedIndex(of: architecture)),\(milliseconds)"
        _ = try store.importBatch(
            [
                ImportedFile(
                    path: program.command, sha256: SHA256.hexadecimal(Array(line.utf8)),
                    bytes: line.utf8.count, format: "measured by a program", rows: 1,
                    tables: [ObjectiveTable(quantity: quantity, values: values)],
                    origin: .measured, devices: [device.device])
            ], overwrite: false)
    }
}

/// Which kind of latency model.
public enum ModelKind: Sendable, Hashable {
    /// The one that predicts best on the devices to learn from, each left out in turn.
    case best
    /// The kind of that name, such as `transfer`; `oracle` is the device's own table.
    case named(String)

    /// The names that there are.
    public static var names: [String] { PredictorEntry.all.map(\.name) }

    fileprivate var choice: EstimatorChoice? {
        get throws {
            guard case .named(let name) = self else { return nil }
            guard let choice = EstimatorChoice(named: name) else {
                throw RequestError.unknownKind(name)
            }
            return choice
        }
    }
}

/// Which latencies of a device a model is fitted to.
public enum Samples {
    /// So many of those known, which say most about all others.
    case chosen(Int)
    /// So many of those known, at random.
    case random(Int)
    /// All that are known; of a whole table, ten.
    case known
    /// So many, of the architectures that say most about all others, measured one after the other
    /// where they are not known: the closure gives a network's latency in milliseconds.
    case measured(Int, by: (Architecture) throws -> Double)

    fileprivate var count: Int? {
        switch self {
        case .chosen(let count), .random(let count): count
        case .known, .measured: nil
        }
    }

    fileprivate var strategy: SamplingStrategy {
        if case .random = self { .random } else { .chosen }
    }
}

/// A latency model of a device.
public struct LatencyModel: Sendable {
    package let request: EstimatorRequest
    package let fitted: FittedEstimator

    /// The kind's name.
    public var kind: String { fitted.estimator.name }
    /// What it was fitted to and how.
    public var summary: String { fitted.estimator.summary }
    /// Where its numbers come from.
    public var origin: Origin { fitted.estimator.origin }
    /// The architectures that it was fitted to.
    public var samples: [Architecture] { fitted.samples }

    /// Mean and standard deviation, in milliseconds, of each architecture, in order.
    public func estimate(_ architectures: [Architecture]) throws -> LatencyEstimates {
        try fitted.estimator.estimate(architectures)
    }
}
