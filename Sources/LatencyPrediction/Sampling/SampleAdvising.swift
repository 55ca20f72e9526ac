import Architectures
import LinearAlgebra

/// An estimator that knows which measurement would tell it most.
package protocol SampleAdvising: AdaptedEstimator {
    /// The architecture to measure next.
    /// - Parameters:
    ///   - candidates: What can be measured.
    ///   - seed: Seed of what is drawn on the way.
    /// - Returns: Nil where nothing is left to measure.
    func nextSample(among candidates: [Architecture], seed: UInt64) throws -> Architecture?
}

extension TransferEstimator: SampleAdvising {
    /// Devices drawn from the mixture, and candidates that stand for all.
    private static let devices = 64
    private static let mostCandidates = 2_048
    /// Variance of a measurement's logarithm: 6 % of misfit and noise.
    private static let noiseVariance = 0.06 * 0.06

    /// The architecture whose measurement reduces the average variance of log-latency most: over
    /// devices drawn from what is believed after the samples, Σⱼ C²ᵢⱼ / (Vᵢ + noise), C being the
    /// covariance of two cells' log-latencies, V their variance.
    package func nextSample(among candidates: [Architecture], seed: UInt64) throws -> Architecture?
    {
        var generator = SeededGenerator(seed: seed &+ UInt64(usedArchitectures.count))
        let space = features.space
        let seen = Set(usedArchitectures.map { space.canonical($0) })
        let free = candidates.filter {
            !features.counts.isDisconnected[$0.code] && !seen.contains(space.canonical($0))
        }
        guard !free.isEmpty else { return nil }
        let shown = Array(free.shuffled(using: &generator).prefix(Self.mostCandidates))
        var order = MeasuringOrder(usedArchitectures + shown, of: space)
        for position in usedArchitectures.indices { order.take(position) }
        var logs: Matrix<Double>
        do {
            logs = try mixture.drawnLogLatencies(
                devices: Self.devices, of: shown, features: features, using: &generator)
        } catch let error as LinearAlgebraError {
            throw LatencyPredictionError.undetermined(
                estimator: name, reason: error.description)
        }
        for column in shown.indices {
            var mean = 0.0
            for device in 0..<Self.devices { mean += logs[device, column] / Double(Self.devices) }
            for device in 0..<Self.devices { logs[device, column] -= mean }
        }
        // Σⱼ C²ᵢⱼ = lᵢᵀ·(Σⱼ lⱼ·lⱼᵀ)·lᵢ / devices².
        let image = logs.product(logs, transposingRight: true).product(logs)
        let count = Double(Self.devices)
        let gains = shown.indices.map { column in
            var (reduction, variance) = (0.0, 0.0)
            for device in 0..<Self.devices {
                reduction += logs[device, column] * image[device, column] / (count * count)
                variance += logs[device, column] * logs[device, column] / count
            }
            return reduction / (variance + Self.noiseVariance)
        }
        func best(_ isAllowed: (Int) -> Bool) -> Int? {
            shown.indices.filter(isAllowed).max { (gains[$0], $1) < (gains[$1], $0) }
        }
        let used = usedArchitectures.count
        return (best { !order.isNear[used + $0] } ?? best { _ in true }).map { shown[$0] }
    }
}
