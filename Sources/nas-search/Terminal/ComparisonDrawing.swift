import Architectures
import LatencyPrediction
import NASSearch
import Networks
import Reporting
import Search

/// What the pages of `compare` draw, gathered while it works.
struct ComparisonDrawing {
    let workspace: Workspace
    let accuracy: any AccuracySource
    let key: AccuracyKey
    private(set) var estimates: [LatencyFigure] = []
    /// The devices whose tables estimators learned from.
    private(set) var pool: [String] = []

    /// What the device's own table is called.
    fileprivate static let oracle = "oracle"

    /// Starts without estimators.
    /// - Parameter key: Which accuracies the source holds.
    init(workspace: Workspace, accuracy: any AccuracySource, key: AccuracyKey) {
        self.workspace = workspace
        self.accuracy = accuracy
        self.key = key
    }

    /// Takes an estimator in.
    /// - Parameters:
    ///   - latencies: Of the whole space.
    ///   - front: The front under these.
    mutating func add(_ fitted: FittedEstimator, _ latencies: LatencyEstimates, front: Evaluations)
    {
        pool += fitted.pool.filter { !pool.contains($0) }
        estimates.append(
            LatencyFigure(
                name: fitted.estimator.name, origin: fitted.estimator.origin,
                summary: fitted.estimator.summary, estimates: latencies,
                seen: fitted.isTable ? [] : fitted.samples.map(workspace.space.publishedIndex),
                front: front.architectures.map(workspace.space.publishedIndex)))
    }

    /// The space with its accuracies and costs.
    func space() throws -> SpaceFigure {
        let dataset = try workspace.space.knownDataset(key.dataset)
        let costs = CostModel(space: workspace.space, dataset: dataset)
        return SpaceFigure(
            space: workspace.space,
            accuracy: try accuracy.accuracy(of: workspace.space.architectures).percent,
            accuracyOrigin: accuracy.origin, megaParameters: costs.megaParameters(),
            megaFLOPs: costs.megaFLOPs())
    }

    /// Published indices of the cells that are left out of errors: those without a path, where the
    /// device folded them away.
    func leftOut(of table: ObjectiveTable) -> [Int] {
        let features = CellFeatures(space: workspace.space)
        guard TestSet.foldsDisconnected(table, features: features) else { return [] }
        return workspace.space.architectures.filter { features.isDisconnected[$0.code] }
            .map(workspace.space.publishedIndex)
    }

    /// A device's table with its exact front.
    func table(of oracle: DeviceOracle, name: String, comparison: EstimatorComparison) throws
        -> LatencyFigure
    {
        let accuracies = try accuracy.accuracy(of: workspace.space.architectures).percent
        let front = try comparison.problem(
            accuracies: accuracies, latency: oracle.table.values
        ).exactFront()
        return LatencyFigure(
            name: name, origin: try workspace.origin(of: oracle.device.name), table: oracle.table,
            front: front.architectures.map(workspace.space.publishedIndex))
    }
}

extension ReportFiles {
    /// Writes the page and the figure of estimators on one device.
    func write(
        _ report: ComparisonReport, drawing: ComparisonDrawing, of comparison: EstimatorComparison,
        seed: UInt64
    ) throws {
        let device = comparison.oracle.device
        let figure = ComparisonFigure(
            report: report, space: try drawing.space(),
            oracle: try drawing.table(
                of: comparison.oracle, name: ComparisonDrawing.oracle, comparison: comparison),
            estimates: drawing.estimates, leftOut: drawing.leftOut(of: comparison.oracle.table))
        try write(
            title: "Latency estimators on \(device.requestedName ?? device.name)",
            subtitle: "\(device.device.title.map { "\($0); " } ?? "")\(drawing.accuracy.summary)",
            document: JSONDocument.text(report), figure: figure,
            provenance: drawing.workspace.provenance(
                seed: seed,
                quantities: ([device.name] + drawing.pool).map { .latency(device: $0) }
                    + [.accuracy(drawing.key)]),
            note: drawing.workspace.note)
    }

    /// Writes the page and the figure of several devices' fronts.
    func write(
        _ report: FrontOverlapReport, drawing: ComparisonDrawing, oracles: [DeviceOracle]
    ) throws {
        let tables = try oracles.map { oracle in
            try drawing.table(
                of: oracle, name: oracle.device.name,
                comparison: EstimatorComparison(
                    workspace: drawing.workspace, oracle: oracle, accuracy: drawing.accuracy,
                    dataset: drawing.key.dataset))
        }
        try write(
            title: "Fronts of \(NumberFormat.count(oracles.count, of: "device"))",
            subtitle: oracles.map(\.device.name).joined(separator: ", ") + "; "
                + drawing.accuracy.summary,
            document: JSONDocument.text(report),
            figure: OverlapFigure(
                dataset: drawing.key.dataset, space: try drawing.space(), devices: tables),
            provenance: drawing.workspace.provenance(
                seed: nil,
                quantities: oracles.map { .latency(device: $0.device.name) }
                    + [.accuracy(drawing.key)]),
            note: drawing.workspace.note)
    }
}
