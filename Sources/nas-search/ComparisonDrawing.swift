import Architectures
import LatencyPrediction
import Networks
import Reporting
import Search

/// What the pages of `compare` draw, gathered while it works.
struct ComparisonDrawing {
    let bench: Workbench
    let accuracy: any AccuracySource
    let key: AccuracyKey
    private(set) var estimates: [LatencyFigure] = []
    /// The devices whose tables estimators learned from.
    private(set) var pool: [String] = []

    /// Starts without estimators.
    /// - Parameter key: Which accuracies the source holds.
    init(bench: Workbench, accuracy: any AccuracySource, key: AccuracyKey) {
        self.bench = bench
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
        let isOracle = fitted.estimator.name == EstimatorChoice.oracle.name
        estimates.append(
            LatencyFigure(
                name: fitted.estimator.name, origin: fitted.estimator.origin,
                summary: fitted.estimator.summary, estimates: latencies,
                seen: isOracle ? [] : fitted.samples.map(bench.space.publishedIndex),
                front: front.architectures.map(bench.space.publishedIndex)))
    }

    /// The space with its accuracies and costs.
    func space() throws -> SpaceFigure {
        guard let dataset = bench.space.dataset(named: key.dataset) else {
            throw Refusal("unknown data set '\(key.dataset)'")
        }
        let costs = CostModel(space: bench.space, dataset: dataset)
        return SpaceFigure(
            space: bench.space,
            accuracy: try accuracy.accuracy(of: bench.space.architectures).percent,
            accuracyOrigin: accuracy.origin, megaParameters: costs.megaParameters(),
            megaFLOPs: costs.megaFLOPs())
    }

    /// Published indices of the cells that are left out of errors: those without a path, where the
    /// device folded them away.
    func leftOut(of table: ObjectiveTable) -> [Int] {
        let features = CellFeatures(space: bench.space)
        guard TestSet.foldsDisconnected(table, features: features) else { return [] }
        return bench.space.architectures.filter { features.isDisconnected[$0.code] }
            .map(bench.space.publishedIndex)
    }

    /// A device's table with its exact front.
    func table(of oracle: DeviceOracle, name: String, comparison: EstimatorComparison) throws
        -> LatencyFigure
    {
        let accuracies = try accuracy.accuracy(of: bench.space.architectures).percent
        let front = try comparison.problem(
            accuracies: accuracies, latency: oracle.table.values
        ).exactFront()
        return LatencyFigure(
            name: name, origin: try bench.origin(of: oracle.device.name), table: oracle.table,
            front: front.architectures.map(bench.space.publishedIndex))
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
                of: comparison.oracle, name: EstimatorChoice.oracle.name, comparison: comparison),
            estimates: drawing.estimates, leftOut: drawing.leftOut(of: comparison.oracle.table))
        try write(
            title: "Latency estimators on \(device.requestedName ?? device.name)",
            subtitle: "\(device.device.title.map { "\($0); " } ?? "")\(drawing.accuracy.summary)",
            document: JSONDocument.text(report), figure: figure,
            provenance: drawing.bench.provenance(
                seed: seed,
                quantities: ([device.name] + drawing.pool).map { .latency(device: $0) }
                    + [.accuracy(drawing.key)]),
            note: drawing.bench.options.note)
    }

    /// Writes the page and the figure of several devices' fronts.
    func write(
        _ report: FrontOverlapReport, drawing: ComparisonDrawing, oracles: [DeviceOracle]
    ) throws {
        let tables = try oracles.map { oracle in
            try drawing.table(
                of: oracle, name: oracle.device.name,
                comparison: EstimatorComparison(
                    bench: drawing.bench, oracle: oracle, accuracy: drawing.accuracy,
                    dataset: drawing.key.dataset))
        }
        try write(
            title: "Fronts of \(NumberFormat.count(oracles.count, of: "device"))",
            subtitle: oracles.map(\.device.name).joined(separator: ", ") + "; "
                + drawing.accuracy.summary,
            document: JSONDocument.text(report),
            figure: OverlapFigure(
                dataset: drawing.key.dataset, space: try drawing.space(), devices: tables),
            provenance: drawing.bench.provenance(
                seed: nil,
                quantities: oracles.map { .latency(device: $0.device.name) }
                    + [.accuracy(drawing.key)]),
            note: drawing.bench.options.note)
    }
}
