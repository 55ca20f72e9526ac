/// A non-linearity whose derivative follows from its output.
package enum Activation: String, Sendable, Hashable, Codable {
    /// x.
    case identity
    /// max(0, x).
    case rectifier
    /// x, or 0.1·x where negative.
    case leakyRectifier

    private static let leak: Float = 0.1

    func apply(_ values: UnsafeMutablePointer<Float>, count: Int) {
        switch self {
        case .identity: break
        case .rectifier:
            for index in 0..<count {
                let value = values[index]
                values[index] = value > 0 ? value : 0
            }
        case .leakyRectifier:
            for index in 0..<count {
                let value = values[index]
                values[index] = value > 0 ? value : Self.leak * value
            }
        }
    }

    func multiplyByDerivative(
        _ gradients: UnsafeMutablePointer<Float>, outputs: UnsafePointer<Float>, count: Int
    ) {
        switch self {
        case .identity: break
        case .rectifier:
            for index in 0..<count {
                let gradient = gradients[index]
                gradients[index] = outputs[index] > 0 ? gradient : 0
            }
        case .leakyRectifier:
            for index in 0..<count {
                let gradient = gradients[index]
                gradients[index] = outputs[index] > 0 ? gradient : Self.leak * gradient
            }
        }
    }
}
