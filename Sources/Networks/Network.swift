import Architectures

/// Which edges of a cell become layers.
package enum GraphView: String, Codable, Sendable, Hashable, CaseIterable {
    /// Every edge, whether or not it has an effect.
    case asWritten = "as-written"
    /// Only edges on a path from the input to the output: what an optimising runtime executes.
    case pruned
}

/// An architecture laid out as the convolutional network that is trained and timed: stem, stages
/// of equal cells with a residual block between them, classifier (Dong and Yang, ICLR 2020,
/// section 2.2).
package struct Network: Sendable {
    /// The cell.
    package let architecture: Architecture
    /// The data set that sets the input's size and the number of classes.
    package let dataset: Dataset
    /// Which edges were laid out.
    package let view: GraphView
    /// The layers in an order in which they can run.
    package let layers: [Layer]

    /// Lays out an architecture.
    package init(
        _ architecture: Architecture, in space: SearchSpace, for dataset: Dataset,
        view: GraphView = .asWritten
    ) {
        self.architecture = architecture
        self.dataset = dataset
        self.view = view
        var builder = NetworkBuilder(space: space, dataset: dataset)
        builder.appendNetwork(
            operators: space.operatorIndices(of: architecture).map { space.operators[$0] },
            live: view == .pruned ? space.liveEdges(of: architecture) : nil)
        layers = builder.layers
    }

    /// Trainable numbers of all layers.
    package var parameters: Int { layers.reduce(0) { $0 + $1.parameters } }

    /// Multiply-accumulates for one image.
    package var multiplyAccumulates: Int { layers.reduce(0) { $0 + $1.multiplyAccumulates } }
}
