import Architectures

/// A quantity as the columns of `objectiveTable` that identify it.
struct QuantityColumns: Sendable, Hashable {
    var kind: String
    var device: String?
    var dataset: String?
    var split: String?
    var epochs: Int?
    var seed: Int?

    init(_ quantity: Quantity) {
        switch quantity {
        case .latency(let device): (kind, self.device) = ("latency", device)
        case .energy(let device): (kind, self.device) = ("energy", device)
        case .parameters(let dataset): (kind, self.dataset) = ("parameters", dataset)
        case .flops(let dataset): (kind, self.dataset) = ("flops", dataset)
        case .accuracy(let key):
            kind = "accuracy"
            dataset = key.dataset
            split = key.split.rawValue
            epochs = key.epochs
            seed = key.seed
        }
    }

    init(
        kind: String, device: String?, dataset: String?, split: String?, epochs: Int?, seed: Int?
    ) {
        self.kind = kind
        self.device = device
        self.dataset = dataset
        self.split = split
        self.epochs = epochs
        self.seed = seed
    }

    /// The quantity, or nil where the columns don't fit together.
    var quantity: Quantity? {
        switch kind {
        case "latency": device.map { .latency(device: $0) }
        case "energy": device.map { .energy(device: $0) }
        case "parameters": dataset.map { .parameters(dataset: $0) }
        case "flops": dataset.map { .flops(dataset: $0) }
        case "accuracy":
            if let dataset, let epochs, let split = split.flatMap(DatasetSplit.init(rawValue:)) {
                .accuracy(AccuracyKey(dataset: dataset, split: split, epochs: epochs, seed: seed))
            } else {
                nil
            }
        default: nil
        }
    }
}

extension Quantity {
    /// The unit in which the store keeps it.
    package var unit: String {
        switch self {
        case .latency: "ms"
        case .energy: "mJ"
        case .accuracy: "%"
        case .parameters, .flops: "M"
        }
    }

    /// How messages name it; distinct for distinct quantities.
    package var label: String {
        switch self {
        case .latency(let device): "latency on \(device)"
        case .energy(let device): "energy on \(device)"
        case .parameters(let dataset): "parameters for \(dataset)"
        case .flops(let dataset): "multiply-accumulates for \(dataset)"
        case .accuracy(let key):
            "\(key.dataset) \(key.split.rawValue) accuracy after \(key.epochs) epochs"
                + (key.seed.map { ", seed \($0)" } ?? "")
        }
    }

    /// Whether a number can be a value of it; latencies and energies of nothing don't exist.
    func allows(_ value: Double) -> Bool {
        switch self {
        case .latency, .energy: value > 0 && value < .infinity
        case .accuracy: value >= 0 && value <= 100
        case .parameters, .flops: value >= 0 && value < .infinity
        }
    }

    /// What ``allows(_:)`` asks for, in words.
    var allowedValues: String {
        switch self {
        case .latency, .energy: "a positive number"
        case .accuracy: "a percentage from 0 to 100"
        case .parameters, .flops: "a number of at least 0"
        }
    }

    /// Whether two values are the same one, published with different precision.
    ///
    /// That is a relative difference of 1e-5 at most. Accuracies are published in percent with four
    /// decimals, so that half a unit of the fourth is the same value too.
    func agree(_ a: Double, _ b: Double) -> Bool {
        let difference = abs(a - b)
        if difference <= 1e-5 * max(abs(a), abs(b)) { return true }
        if case .accuracy = self { return difference <= 5.001e-5 }
        return false
    }
}
