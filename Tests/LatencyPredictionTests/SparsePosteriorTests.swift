import Foundation
import LinearAlgebra
import TestSupport
import Testing

@testable import LatencyPrediction

/// Against the formulas written out with dense matrices (Quiñonero-Candela and Rasmussen, 2005,
/// equations 24 and 25).
@Suite struct SparsePosteriorTests {
    private let points: [Double] = [
        0, 0.34, 1.35, 3.03, 5.37, 2.72, 0.71, 5.07, 4.41, 4.42, 5.1, 0.78,
    ]
    private let observations: [Double] = [
        0, 0.84, 0.91, 0.14, -0.76, -0.96, -0.28, 0.66, 0.99, 0.41, -0.54, -1,
    ]
    private let ownVariances: [Double] = [
        0.1, 0.15, 0.2, 0.1, 0.15, 0.2, 0.1, 0.15, 0.2, 0.1, 0.15, 0.2,
    ]
    private let targets = [0.5, 2.2, 40]
    private let prior = 0.8

    private func covariance(_ a: [Double], _ b: [Double]) -> Matrix<Double> {
        Matrix(
            rows: a.count, columns: b.count,
            elements: a.flatMap { x in b.map { prior * exp(-abs(x - $0)) } })
    }

    private func posterior(basis count: Int) throws -> SparsePosterior {
        let basis = Array(points.prefix(count))
        let factor = try SparsePosterior.factor(covariance(basis, basis))
        return try SparsePosterior(
            basis: factor, features: factor.halfSolved(covariance(basis, points)),
            observations: observations, priorVariance: prior, ownVariances: ownVariances)
    }

    @Test func withEveryPointInTheBasisItIsExact() throws {
        let sparse = try posterior(basis: points.count)
        var known = covariance(points, points)
        for index in points.indices { known[index, index] += ownVariances[index] }
        let factor = try CholeskyFactor(known)
        let (means, variances) = sparse.predict(
            covariance(points, targets), priorVariance: prior)
        for (column, target) in targets.enumerated() {
            let cross = covariance(points, [target]).elements
            let mean = zip(cross, factor.solve(observations)).reduce(0) { $0 + $1.0 * $1.1 }
            let explained = zip(cross, factor.solve(cross)).reduce(0) { $0 + $1.0 * $1.1 }
            #expect(abs(means[column] - mean) < 1e-6)
            #expect(abs(variances[column] - (prior - explained)) < 1e-6)
        }
        let square = zip(observations, factor.solve(observations)).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(isClose(sparse.square, square, relative: 1e-6))
        // What is its own of observation i: own · (K + N)⁻¹y, of variance own − own² · (K + N)⁻¹ᵢᵢ.
        let inverse = factor.inverse()
        for index in points.indices {
            let own = ownVariances[index]
            #expect(
                abs(sparse.own[index].mean - own * factor.solve(observations)[index]) < 1e-6)
            #expect(
                abs(sparse.own[index].variance - (own - own * own * inverse[index, index])) < 1e-6)
        }
    }

    @Test func withSomePointsInTheBasisItIsTheTrainingConditional() throws {
        let count = 5
        let sparse = try posterior(basis: count)
        let basis = Array(points.prefix(count))
        let core = try CholeskyFactor(covariance(basis, basis)).inverse()
        func through(_ a: [Double], _ b: [Double]) -> Matrix<Double> {
            covariance(a, basis).product(core).product(covariance(basis, b))
        }
        var known = through(points, points)
        for index in points.indices { known[index, index] = prior + ownVariances[index] }
        let factor = try CholeskyFactor(known)
        let (means, variances) = sparse.predict(covariance(basis, targets), priorVariance: prior)
        for (column, target) in targets.enumerated() {
            let cross = through(points, [target]).elements
            let mean = zip(cross, factor.solve(observations)).reduce(0) { $0 + $1.0 * $1.1 }
            let explained = zip(cross, factor.solve(cross)).reduce(0) { $0 + $1.0 * $1.1 }
            #expect(abs(means[column] - mean) < 1e-6)
            #expect(abs(variances[column] - (prior - explained)) < 1e-6)
        }
    }
}
