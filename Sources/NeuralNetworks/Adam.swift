/// Adam over one flat vector of parameters (Kingma and Ba, ICLR 2015, algorithm 1), with the decoupled
/// weight decay of Loshchilov and Hutter (ICLR 2019, algorithm 2).
package struct Adam: ~Copyable {
    /// α.
    package var learningRate: Float
    /// β₁.
    package let firstDecay: Float
    /// β₂.
    package let secondDecay: Float
    /// ε.
    package let epsilon: Float
    /// λ: every step takes away this share of a parameter, times the learning rate.
    package let weightDecay: Float
    /// t.
    package private(set) var steps = 0
    private let moments: FloatStorage
    private var firstPower: Double = 1
    private var secondPower: Double = 1

    /// - Parameter count: Number of parameters.
    package init(
        count: Int, learningRate: Float, firstDecay: Float = 0.9, secondDecay: Float = 0.999,
        epsilon: Float = 1e-8, weightDecay: Float = 0
    ) {
        self.learningRate = learningRate
        self.firstDecay = firstDecay
        self.secondDecay = secondDecay
        self.epsilon = epsilon
        self.weightDecay = weightDecay
        moments = FloatStorage(zeros: 2 * count)
    }

    /// Moves parameters against their gradients.
    package mutating func step(
        _ parameters: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>
    ) {
        steps += 1
        firstPower *= Double(firstDecay)
        secondPower *= Double(secondDecay)
        let count = moments.count / 2
        let (first, second) = (moments.base, moments.base + count)
        let (keep1, take1) = (firstDecay, 1 - firstDecay)
        let (keep2, take2) = (secondDecay, 1 - secondDecay)
        // α·m̂ / (√v̂ + ε), both corrections moved out of the loop.
        let rootCorrection = Float((1 - secondPower).squareRoot())
        let rate = learningRate / Float(1 - firstPower) * rootCorrection
        let guarded = epsilon * rootCorrection
        let kept = 1 - learningRate * weightDecay
        for index in 0..<count {
            let gradient = gradients[index]
            let mean = keep1 * first[index] + take1 * gradient
            let square = keep2 * second[index] + take2 * (gradient * gradient)
            first[index] = mean
            second[index] = square
            parameters[index] =
                kept * parameters[index] - rate * mean / (square.squareRoot() + guarded)
        }
    }
}
