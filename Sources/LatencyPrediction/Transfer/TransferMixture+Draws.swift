import Architectures
import Foundation
import LinearAlgebra

extension TransferMixture {
    /// Latencies of architectures on devices drawn from the mixture, as natural logarithms,
    /// `[devices × architectures]`.
    /// - Throws: `LinearAlgebraError`.
    func drawnLogLatencies(
        devices: Int, of architectures: [Architecture], features: TransferFeatures,
        using generator: inout some RandomNumberGenerator
    ) throws -> Matrix<Double> {
        let factors = try groups.map { try Self.factor(of: $0, weights: weights) }
        var result = Matrix<Double>(rows: devices, columns: architectures.count)
        for device in 0..<devices {
            let component = drawnComponent(using: &generator)
            guard let number = groups.firstIndex(where: { $0.positions.contains(component) }),
                let place = groups[number].positions.firstIndex(of: component)
            else { continue }
            let group = groups[number]
            let design = features[group.view]
            let normal = (0..<design.width).map { _ in Self.standardNormal(using: &generator) }
            let deviation = factors[number].product(normal)
            let costs = (0..<design.width).map {
                group.costs[$0 * group.positions.count + place] + deviation[$0]
            }
            for (column, architecture) in architectures.enumerated() {
                let sum = zip(design.row(architecture.code), costs).reduce(0) {
                    $0 + $1.0 * $1.1
                }
                result[device, column] = log(max(sum, floor))
            }
        }
        return result
    }

    /// The lower triangle L of the average covariance L·Lᵀ of a group's costs.
    private static func factor(of group: Group, weights: [Double]) throws -> Matrix<Double> {
        let width = group.costs.count / group.positions.count
        let total = group.positions.reduce(0) { $0 + weights[$1] }
        var covariance = Matrix<Double>(rows: width, columns: width)
        var position = 0
        for a in 0..<width {
            for b in a..<width {
                let value = group.form[position] / (total * (a == b ? 1 : 2))
                covariance[a, b] = value
                covariance[b, a] = value
                position += 1
            }
        }
        let largest = (0..<width).reduce(0) { max($0, covariance[$1, $1]) }
        for a in 0..<width { covariance[a, a] += 1e-9 * largest + 1e-15 }
        return try CholeskyFactor(covariance).lower
    }

    private func drawnComponent(using generator: inout some RandomNumberGenerator) -> Int {
        var left = Double.random(in: 0..<1, using: &generator)
        for (component, weight) in weights.enumerated() {
            left -= weight
            if left < 0 { return component }
        }
        return 0
    }

    /// Box and Muller, 1958, doi:10.1214/aoms/1177706645.
    private static func standardNormal(using generator: inout some RandomNumberGenerator) -> Double
    {
        let radius = (-2 * log(1 - Double.random(in: 0..<1, using: &generator))).squareRoot()
        return radius * cos(2 * .pi * Double.random(in: 0..<1, using: &generator))
    }
}
