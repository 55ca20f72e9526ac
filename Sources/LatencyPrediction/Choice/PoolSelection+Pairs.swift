import Architectures
import Foundation
import LinearAlgebra

extension PoolSelection {
    /// Which of some devices may serve as the pool of one of them.
    package struct Partition: Sendable {
        /// Positions of the devices to learn from.
        package var pool: [Int]
        /// The others but the device itself, with the reason.
        package var excluded: [(position: Int, reason: Exclusion)]
    }

    /// For each of some devices, the positions of those that may serve as its pool: every other one
    /// but those of its hardware and near duplicates. What ``pool(for:hardware:table:from:)`` says
    /// of each, with all correlations computed at once.
    /// - Parameters:
    ///   - devices: Targets, and the pool of each other.
    ///   - rule: Which devices may serve.
    /// - Complexity: O(devices² × architectures), as four matrix products.
    package static func partitions(
        among devices: [PoolDevice], rule: PoolRule = .strangers
    ) -> [Partition] {
        let correlations = logCorrelations(devices.map(\.table))
        return devices.indices.map { target in
            var partition = Partition(pool: [], excluded: [])
            for other in devices.indices
            where other != target && devices[other].device != devices[target].device {
                let correlation = correlations[target, other]
                if rule == .everyone {
                    partition.pool.append(other)
                } else if rule == .strangers,
                    devices[other].hardware == devices[target].hardware
                {
                    partition.excluded.append((other, .sameHardware))
                } else if correlation > duplicateCorrelation {
                    partition.excluded.append((other, .nearDuplicate(correlation: correlation)))
                } else {
                    partition.pool.append(other)
                }
            }
            return partition
        }
    }

    /// The pools of ``partitions(among:rule:)``.
    package static func pools(
        among devices: [PoolDevice], rule: PoolRule = .strangers
    ) -> [[Int]] {
        partitions(among: devices, rule: rule).map(\.pool)
    }

    /// Pearson's correlations of the logarithms of tables, each pair over the architectures that
    /// both cover with a positive value: `[tables × tables]`, NaN where these are too few.
    static func logCorrelations(_ tables: [ObjectiveTable]) -> Matrix<Double> {
        let count = tables.first?.values.count ?? 0
        var logs = Matrix<Double>(rows: tables.count, columns: count)
        var squares = logs
        var isKnown = logs
        for (row, table) in tables.enumerated() {
            var sum = 0.0
            var known = 0.0
            for (column, value) in table.values.enumerated() where value > 0 && value.isFinite {
                let logarithm = log(value)
                logs[row, column] = logarithm
                isKnown[row, column] = 1
                sum += logarithm
                known += 1
            }
            // Centred by the whole table's mean, which keeps the sums below small.
            let mean = known > 0 ? sum / known : 0
            for column in 0..<count where isKnown[row, column] == 1 {
                let centred = logs[row, column] - mean
                logs[row, column] = centred
                squares[row, column] = centred * centred
            }
        }
        let counts = isKnown.product(isKnown, transposingRight: true)
        let sums = logs.product(isKnown, transposingRight: true)
        let powers = squares.product(isKnown, transposingRight: true)
        let products = logs.product(logs, transposingRight: true)
        var correlations = Matrix<Double>(rows: tables.count, columns: tables.count)
        for i in tables.indices {
            for j in tables.indices {
                let n = counts[i, j]
                let xx = powers[i, j] - sums[i, j] * sums[i, j] / n
                let yy = powers[j, i] - sums[j, i] * sums[j, i] / n
                let xy = products[i, j] - sums[i, j] * sums[j, i] / n
                correlations[i, j] =
                    n > 1 && xx > 1e-12 && yy > 1e-12 ? xy / (xx * yy).squareRoot() : .nan
            }
        }
        return correlations
    }
}
