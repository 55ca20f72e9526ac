/// Whether networks were judged on validation or on test images.
public enum DatasetSplit: String, Sendable, Hashable, Codable, CaseIterable {
    case valid
    case test
}

/// Which accuracies a table holds.
public struct AccuracyKey: Sendable, Hashable, Codable {
    /// A data set of the space, such as `cifar100`.
    public let dataset: String
    /// The images that networks were judged on.
    public let split: DatasetSplit
    /// Length of the training schedule.
    public let epochs: Int
    /// The training seed, or nil for the mean over the seeds.
    public let seed: Int?

    /// Names a table of accuracies.
    public init(dataset: String, split: DatasetSplit, epochs: Int, seed: Int? = nil) {
        self.dataset = dataset
        self.split = split
        self.epochs = epochs
        self.seed = seed
    }
}

/// What a table's numbers are, and of what.
public enum Quantity: Sendable, Hashable, Codable {
    /// End-to-end latency on a device, in milliseconds.
    case latency(device: String)
    /// Energy of an inference on a device, in millijoules.
    case energy(device: String)
    /// Accuracy in percent.
    case accuracy(AccuracyKey)
    /// Parameters for a data set, in millions.
    case parameters(dataset: String)
    /// Multiply-accumulates for a data set, in millions.
    case flops(dataset: String)
}

/// One quantity over a whole space.
public struct ObjectiveTable: Sendable, Equatable {
    /// What the numbers are.
    public let quantity: Quantity
    /// `values[code]` for every ``Architecture/code`` of the space; NaN where it is missing.
    public var values: [Double]

    /// Pairs numbers with what they are.
    public init(quantity: Quantity, values: [Double]) {
        self.quantity = quantity
        self.values = values
    }

    /// The value of an architecture, or nil where it is missing.
    public subscript(architecture: Architecture) -> Double? {
        let value = values[architecture.code]
        return value.isNaN ? nil : value
    }

    /// The architectures that have a value, in dense order.
    public var covered: [Architecture] {
        values.indices.lazy.filter { !values[$0].isNaN }.map(Architecture.init(code:))
    }
}
