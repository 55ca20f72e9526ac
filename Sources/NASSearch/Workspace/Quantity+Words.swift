import Architectures

extension Quantity {
    /// The device that the numbers are of, where they are of one.
    package var device: String? {
        switch self {
        case .latency(let device), .energy(let device): device
        default: nil
        }
    }

    /// What the numbers are.
    package var kindName: String {
        switch self {
        case .latency: "latency"
        case .energy: "energy"
        case .accuracy: "accuracy"
        case .parameters: "parameters"
        case .flops: "flops"
        }
    }

    /// Of what.
    package var subject: String {
        switch self {
        case .latency(let device), .energy(let device): device
        case .parameters(let dataset), .flops(let dataset): dataset
        case .accuracy(let key):
            "\(key.dataset), \(key.epochs) epochs, \(key.split.rawValue)"
                + (key.seed.map { ", seed \($0)" } ?? "")
        }
    }
}
