/// What an operator computes, so far as layers, costs and graphs need to know.
public enum OperatorKind: Hashable, Sendable {
    /// Zeros: the edge carries nothing.
    case zero
    /// The input itself.
    case identity
    /// ReLU, convolution (stride 1, same padding, no bias), batch normalisation.
    case convolution(kernel: Int)
    /// Average pooling, stride 1, same padding, the padding not counted.
    case averagePooling(kernel: Int)

    /// Width and height of its window, or nil where it has none.
    var kernel: Int? {
        switch self {
        case .zero, .identity: nil
        case .convolution(let kernel), .averagePooling(let kernel): kernel
        }
    }
}

/// One of the operators that an edge of a cell can hold.
public struct Operator: Hashable, Sendable, Codable {
    /// The name in published strings, such as `nor_conv_3x3`.
    public let name: String
    /// What it computes.
    public let kind: OperatorKind

    private enum CodingKeys: String, CodingKey, CaseIterable { case name, layer, kernel }

    /// Reads `{"name", "layer", "kernel"}`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.checkedContainer(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        let layer = try container.decode(String.self, forKey: .layer)
        switch layer {
        case "zero": kind = .zero
        case "identity": kind = .identity
        case "convolution":
            kind = .convolution(kernel: try container.decode(Int.self, forKey: .kernel))
        case "average-pooling":
            kind = .averagePooling(kernel: try container.decode(Int.self, forKey: .kernel))
        default:
            throw DecodingError.dataCorruptedError(
                forKey: .layer, in: container,
                debugDescription:
                    "unknown layer '\(layer.prefix(40))': expected zero, identity, convolution "
                    + "or average-pooling")
        }
        if kind.kernel == nil, container.contains(.kernel) {
            throw DecodingError.dataCorruptedError(
                forKey: .kernel, in: container,
                debugDescription: "a layer '\(layer)' has no kernel: leave it out")
        }
    }

    /// Writes what is read.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        let layer =
            switch kind {
            case .zero: "zero"
            case .identity: "identity"
            case .convolution: "convolution"
            case .averagePooling: "average-pooling"
            }
        try container.encode(layer, forKey: .layer)
        try container.encodeIfPresent(kind.kernel, forKey: .kernel)
    }
}

/// A directed edge of the cell's graph; node 0 is the input, the highest node the output.
public struct Edge: Hashable, Sendable, Codable {
    /// The node it reads.
    public let source: Int
    /// The node it adds to.
    public let target: Int

    /// Names an edge by its two nodes.
    public init(source: Int, target: Int) {
        self.source = source
        self.target = target
    }

    /// Reads `[source, target]`.
    public init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        source = try container.decode(Int.self)
        target = try container.decode(Int.self)
        if !container.isAtEnd {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "expected two nodes, [source, target]")
        }
    }

    /// Writes `[source, target]`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        try container.encode(source)
        try container.encode(target)
    }
}

/// A run of equal cells at one resolution; between two stages a residual block halves the
/// resolution and changes the channels.
public struct Stage: Hashable, Sendable, Codable {
    /// Channels of every node in its cells.
    public let channels: Int
    /// Number of cells.
    public let cells: Int

    private enum CodingKeys: String, CodingKey, CaseIterable { case channels, cells }

    /// Reads the numbers, all of which have to be there.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.checkedContainer(keyedBy: CodingKeys.self)
        channels = try container.decode(Int.self, forKey: .channels)
        cells = try container.decode(Int.self, forKey: .cells)
    }
}

/// The convolution before the first cell.
public struct Stem: Hashable, Sendable, Codable {
    /// Kernel width and height.
    public let kernel: Int
    /// Output channels.
    public let channels: Int

    private enum CodingKeys: String, CodingKey, CaseIterable { case kernel, channels }

    /// Reads the numbers, all of which have to be there.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.checkedContainer(keyedBy: CodingKeys.self)
        kernel = try container.decode(Int.self, forKey: .kernel)
        channels = try container.decode(Int.self, forKey: .channels)
    }
}

/// A data set that networks of the space are trained on.
public struct Dataset: Hashable, Sendable, Codable {
    /// The name on the command line and in the store: `cifar10`, `cifar100`, `imagenet16-120`.
    public let name: String
    /// Channels of an input image.
    public let inputChannels: Int
    /// Width and height of an input image in pixels.
    public let inputSize: Int
    /// Number of classes.
    public let classes: Int

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case name, inputChannels, inputSize, classes
    }

    /// Reads the numbers, all of which have to be there.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.checkedContainer(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        inputChannels = try container.decode(Int.self, forKey: .inputChannels)
        inputSize = try container.decode(Int.self, forKey: .inputSize)
        classes = try container.decode(Int.self, forKey: .classes)
    }
}

/// How the published numbering of a space follows from the dense one.
public struct PublishedOrder: Hashable, Sendable, Codable {
    /// The shuffling algorithm; `cpython-random` is CPython's `random.seed(seed); random.shuffle`.
    public let shuffle: String
    /// The seed given to it.
    public let seed: UInt32

    /// The shuffle that there is.
    static let cpython = "cpython-random"

    private enum CodingKeys: String, CodingKey, CaseIterable { case shuffle, seed }

    /// Reads the numbers, all of which have to be there.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.checkedContainer(keyedBy: CodingKeys.self)
        shuffle = try container.decode(String.self, forKey: .shuffle)
        seed = try container.decode(UInt32.self, forKey: .seed)
    }
}

/// A cell space as its definition file states it.
public struct SpaceDefinition: Hashable, Sendable, Codable {
    /// The version of the file format that this program reads.
    public static let supportedFormat = 1

    /// Version of the file format.
    public let format: Int
    /// Short name, such as `nasbench201`.
    public let name: String
    /// Name and source for people.
    public internal(set) var title: String
    /// What an edge can hold, in the order of the dense numbering.
    public let operators: [Operator]
    /// The cell's edges in the order of the published string.
    public let edges: [Edge]
    /// The convolution before the first cell.
    public let stem: Stem
    /// The stages from input to output.
    public let stages: [Stage]
    /// The data sets for which the space is used.
    public let datasets: [Dataset]
    /// The published numbering, where it differs from the dense one.
    public let publishedOrder: PublishedOrder?

    /// The data set that is searched where none is named.
    package var searchedDataset: String { Self.cifar("cifar100", in: self) }
    /// The data set whose networks are measured where none is named: that of published latencies,
    /// or the first one.
    package var measuredDataset: String { Self.cifar("cifar10", in: self) }

    private static func cifar(_ published: String, in definition: SpaceDefinition) -> String {
        definition.name == SearchSpace.publishedName ? published : definition.datasets[0].name
    }

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case format, name, title, operators, edges, stem, stages, datasets, publishedOrder
    }

    /// Reads a definition in which nothing but the published order may be absent.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.checkedContainer(keyedBy: CodingKeys.self)
        format = try container.decode(Int.self, forKey: .format)
        name = try container.decode(String.self, forKey: .name)
        title = try container.decode(String.self, forKey: .title)
        operators = try container.decode([Operator].self, forKey: .operators)
        edges = try container.decode([Edge].self, forKey: .edges)
        stem = try container.decode(Stem.self, forKey: .stem)
        stages = try container.decode([Stage].self, forKey: .stages)
        datasets = try container.decode([Dataset].self, forKey: .datasets)
        publishedOrder = try container.decodeIfPresent(
            PublishedOrder.self, forKey: .publishedOrder)
    }
}
