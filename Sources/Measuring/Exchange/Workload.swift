import Architectures
import Networks

/// A whole network that a runner is to run.
package struct NetworkWorkload: Sendable, Hashable {
    /// The published string.
    package var architecture: String
    /// The data set that sets the input's size and the number of classes.
    package var dataset: String
    /// Whether dead edges are executed.
    package var graph: GraphView
    /// Images a run.
    package var batch: Int
    /// Seed of the weights and of the image.
    package var seed: UInt64
    /// The space of the cell; nil for NAS-Bench-201, which every runner knows.
    package var space: SpaceDefinition?

    /// Describes a network.
    package init(
        architecture: String, dataset: String, graph: GraphView = .asWritten, batch: Int = 1,
        seed: UInt64 = 0, space: SpaceDefinition? = nil
    ) {
        self.space = space
        self.architecture = architecture
        self.dataset = dataset
        self.graph = graph
        self.batch = batch
        self.seed = seed
    }
}

/// One operator of a space at the channels and resolution of one stage.
package struct OperatorWorkload: Sendable, Hashable {
    /// The operator's published name.
    package var name: String
    /// Channels in and out.
    package var channels: Int
    /// Width and height in pixels.
    package var size: Int
    /// Images a run.
    package var batch: Int
    /// Seed of the weights and of the input.
    package var seed: UInt64
    /// The space of the operator; nil for NAS-Bench-201, which every runner knows.
    package var space: SpaceDefinition?

    /// Describes an operator.
    package init(
        name: String, channels: Int, size: Int, batch: Int = 1, seed: UInt64 = 0,
        space: SpaceDefinition? = nil
    ) {
        self.space = space
        self.name = name
        self.channels = channels
        self.size = size
        self.batch = batch
        self.seed = seed
    }

    /// The operators of a space in every stage, `[stages × operators]`, row-major; each stage has
    /// half the resolution of the one before.
    package static func all(
        of space: SearchSpace, for dataset: Dataset, batch: Int = 1, seed: UInt64 = 0
    ) -> [OperatorWorkload] {
        space.definition.stages.enumerated().flatMap { stage, description in
            let size = (0..<stage).reduce(dataset.inputSize) { size, _ in (size + 1) / 2 }
            return space.operators.map {
                OperatorWorkload(
                    name: $0.name, channels: description.channels, size: size, batch: batch,
                    seed: seed, space: space.toldDefinition)
            }
        }
    }
}

/// What a runner is asked to run.
package enum Workload: Sendable, Hashable, CustomStringConvertible {
    case network(NetworkWorkload)
    case `operator`(OperatorWorkload)

    /// The space that it is of; nil for NAS-Bench-201.
    package var space: SpaceDefinition? {
        switch self {
        case .network(let network): network.space
        case .operator(let kind): kind.space
        }
    }

    /// How messages name it.
    package var description: String {
        switch self {
        case .network(let network): network.architecture
        case .operator(let kind): "\(kind.name) at \(kind.channels) channels, \(kind.size)²"
        }
    }
}
