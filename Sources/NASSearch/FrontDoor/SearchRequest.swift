import Architectures
import Foundation
import ModelExport
import Search

/// What is to be searched for.
public struct SearchRequest: Sendable {
    /// The device.
    public var device: ResolvedDevice
    /// A data set of the space, whose accuracies count; nil for cifar100, or the first of another
    /// space.
    public var dataset: String?
    /// The images that accuracies are of.
    public var split = DatasetSplit.valid
    /// Length of the training behind the accuracies.
    public var epochs = AccuracyKey.standardEpochs
    /// Where accuracies come from; nil for a table where one was imported.
    public var accuracy: AccuracyChoice?
    /// What is optimised: two or more.
    public var objectives: [SearchObjective] = [.accuracy, .latency]
    /// What has to hold.
    public var constraints = SearchConstraints()
    /// Distinct architectures to evaluate.
    public var budget: Int
    /// Latencies to look up after the search, where they are known and could change the front.
    public var verify = 0
    /// The algorithm.
    public var algorithm = SearchAlgorithmKind.standard
    /// Decides every random choice of the algorithm.
    public var seed: UInt64 = 0

    /// A request with everything else as usual.
    public init(device: ResolvedDevice, dataset: String? = nil, budget: Int = 500) {
        self.device = device
        self.dataset = dataset
        self.budget = budget
    }
}

extension Workspace {
    /// A search that can be run.
    /// - Throws: ``RequestError`` where the request can't be carried out.
    public func search(_ request: SearchRequest, latency model: LatencyModel) throws
        -> PlannedSearch
    {
        guard (1...space.count).contains(request.budget) else {
            throw RequestError.budget(request.budget, count: space.count)
        }
        let known = model.request
        return PlannedSearch(
            workspace: self,
            settings: SearchSettings(
                device: request.device.name, requestedDevice: request.device.requestedName,
                dataset: try space.knownDataset(
                    request.dataset ?? space.definition.searchedDataset
                ).name, split: request.split,
                epochs: request.epochs, accuracy: request.accuracy, latency: known.choice,
                samples: known.samples, sampled: known.sampled?.map(\.code),
                sampling: known.sampling, pool: known.pool,
                algorithm: AlgorithmChoice(kind: request.algorithm),
                objectives: request.objectives, constraints: request.constraints,
                budget: request.budget, verify: max(0, request.verify), seed: request.seed),
            model: model)
    }

    /// Writes files of members of a front.
    /// - Parameters:
    ///   - front: The members.
    ///   - formats: The kinds of files. Those with weights have random ones, of the search's seed.
    ///   - folder: Made where it is not there.
    /// - Returns: The files.
    /// - Throws: `ExportError`, also where a file is there already.
    @discardableResult
    public func export(
        _ front: Front, as formats: [ExportFormat], to folder: URL
    ) throws -> [URL] {
        let export = FrontExport(
            writer: ExportWriter(folder: folder, overwrites: false), formats: formats, rule: .all,
            network: ExportNetworkChoice(
                view: .asWritten, batch: .fixed(1), foldsBatchNormalization: true, file: nil,
                seed: nil))
        return try export.write(front.report, space: space, command: program.command)
    }
}

/// A search that can be run.
public struct PlannedSearch: Sendable {
    let workspace: Workspace
    let settings: SearchSettings
    let model: LatencyModel

    /// Runs it. The run is kept in the store, where it can be continued after a stop.
    /// - Parameter hooks: Told how far it has come; nil for the workspace's.
    /// - Throws: ``Cancelled``, ``RequestError``.
    public func run(hooks: Hooks? = nil) throws -> SearchResult {
        var workspace = workspace
        if let hooks { workspace.hooks = hooks }
        var procedure = SearchProcedure(settings, on: workspace, fitted: model.fitted)
        return SearchResult(report: try procedure.run().report)
    }
}

/// What a search found.
public struct SearchResult: Sendable {
    /// Everything, as `nas-search search --json` gives it.
    public let report: SearchReport

    /// The front, the fastest member first.
    public var front: Front { Front(report: report) }
}

/// Members of a front.
public struct Front: Sendable, RandomAccessCollection {
    let report: SearchReport

    /// One architecture.
    public struct Member: Sendable {
        let member: SearchReport.Member

        /// Its published index.
        public var index: Int { member.index }
        /// Its published string.
        public var architecture: String { member.arch }
        /// In percent; NaN where accuracies decided nothing.
        public var accuracy: Double { member.accuracy ?? .nan }
        /// In milliseconds; NaN where it is unknown.
        public var latency: Double { member.latencyMS ?? .nan }
        /// Of the latency, in milliseconds; nil where it is known.
        public var latencyStandardDeviation: Double? { member.latencyStandardDeviationMS }
        /// Where the latency comes from.
        public var latencyOrigin: Origin? { member.latencyOrigin }
    }

    /// The position of the first member.
    public var startIndex: Int { report.front.startIndex }
    /// The position after the last one.
    public var endIndex: Int { report.front.endIndex }
    /// A member.
    public subscript(position: Int) -> Member { Member(member: report.front[position]) }

    /// The members that a rule picks.
    public func pick(_ rule: FrontPick) -> Front {
        var report = report
        report.front = rule.members(of: report)
        return Front(report: report)
    }
}
