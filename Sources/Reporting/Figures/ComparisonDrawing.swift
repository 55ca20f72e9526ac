import Architectures
import LatencyPrediction
import NASSearch
import Networks
import Search

/// What the pages of `compare` draw, gathered while it works.
package struct ComparisonDrawing {
    /// Whose devices are compared.
    package let workspace: Workspace
    /// What the fronts are of beside latencies.
    package let accuracy: any AccuracySource
    /// Which accuracies ``accuracy`` holds.
    package let key: AccuracyKey
    /// The estimators so far.
    package private(set) var estimates: [LatencyFigure] = []
    /// The devices whose tables estimators learned from.
    package private(set) var pool: [String] = []

    /// What the device's own table is called.
    package static let oracle = "oracle"

    /// Starts without estimators.
    package init(workspace: Workspace, accuracy: any AccuracySource, key: AccuracyKey) {
        self.workspace = workspace
        self.accuracy = accuracy
        self.key = key
    }

    /// Takes an estimator in.
    /// - Parameters:
    ///   - latencies: Of the whole space.
    ///   - front: The front under these.
    package mutating func add(
        _ fitted: FittedEstimator, _ latencies: LatencyEstimates, front: Evaluations
    ) {
        pool += fitted.pool.filter { !pool.contains($0) }
        estimates.append(
            LatencyFigure(
                name: fitted.estimator.name, origin: fitted.estimator.origin,
                summary: fitted.estimator.summary, estimates: latencies,
                seen: fitted.isTable ? [] : fitted.samples.map(workspace.space.publishedIndex),
                front: front.architectures.map(workspace.space.publishedIndex)))
    }

    /// The space with its accuracies and costs.
    package func space() throws -> SpaceFigure {
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
    package func leftOut(of table: ObjectiveTable) -> [Int] {
        let features = CellFeatures(space: workspace.space)
        guard TestSet.foldsDisconnected(table, features: features) else { return [] }
        return workspace.space.architectures.filter { features.isDisconnected[$0.code] }
            .map(workspace.space.publishedIndex)
    }

    /// A device's table with its exact front.
    package func table(of oracle: DeviceOracle, name: String, comparison: EstimatorComparison)
        throws
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
