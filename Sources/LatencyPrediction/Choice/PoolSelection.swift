import Architectures
import Foundation

/// Which devices may be in a target's pool.
package enum PoolRule: String, Sendable, Hashable, Codable {
    /// Neither the target's own hardware nor near duplicates.
    case strangers
    /// The target's hardware under other software too, but no near duplicates.
    case sameHardware
    /// Every other device.
    case everyone
}

/// Which devices a predictor may learn from for a target.
package enum PoolSelection {
    /// Pearson's correlation of log-latency above which two tables count as one device's.
    package static let duplicateCorrelation = 0.99

    /// Why a device is not in the pool.
    package enum Exclusion: Sendable, Hashable {
        /// It is the target.
        case target
        /// It is the target's hardware.
        case sameHardware
        /// Its log-latencies correlate with the target's this much.
        case nearDuplicate(correlation: Double)
    }

    /// The pool for a target and what was left out of it.
    package struct Pool: Sendable {
        /// The devices to learn from, in the given order.
        package var devices: [PoolDevice]
        /// The others, with the reason.
        package var excluded: [(device: String, reason: Exclusion)]
    }

    /// Every device but the target, those of its hardware, and near duplicates.
    ///
    /// Near duplicates are judged only where the target has a whole table: a few samples can't tell.
    /// - Parameters:
    ///   - device: The target's name.
    ///   - hardware: The target's hardware.
    ///   - table: The target's table, where it has one.
    ///   - candidates: All devices with a table.
    package static func pool(
        for device: String, hardware: String, table: ObjectiveTable?,
        from candidates: [PoolDevice]
    ) -> Pool {
        let reference = table.map(LogLatencies.init)
        var pool = Pool(devices: [], excluded: [])
        for candidate in candidates {
            if candidate.device == device {
                pool.excluded.append((candidate.device, .target))
            } else if candidate.hardware == hardware {
                pool.excluded.append((candidate.device, .sameHardware))
            } else if let reference,
                case let correlation = reference.correlation(with: LogLatencies(candidate.table)),
                correlation > duplicateCorrelation
            {
                pool.excluded.append(
                    (candidate.device, .nearDuplicate(correlation: correlation)))
            } else {
                pool.devices.append(candidate)
            }
        }
        return pool
    }

    /// Pearson's correlation of the logarithms of two tables over the architectures that both cover
    /// with a positive value; NaN where these are fewer than two.
    package static func logCorrelation(_ first: ObjectiveTable, _ second: ObjectiveTable) -> Double
    {
        LogLatencies(first).correlation(with: LogLatencies(second))
    }
}

/// The logarithms of a table, NaN where it has no positive value.
private struct LogLatencies {
    let values: [Double]

    init(_ table: ObjectiveTable) {
        values = table.values.map { $0 > 0 && $0.isFinite ? log($0) : .nan }
    }

    func correlation(with other: LogLatencies) -> Double {
        var x: [Double] = []
        var y: [Double] = []
        x.reserveCapacity(values.count)
        y.reserveCapacity(values.count)
        for (a, b) in zip(values, other.values) where !(a + b).isNaN {
            x.append(a)
            y.append(b)
        }
        return RankCorrelation.pearson(x, y)
    }
}
