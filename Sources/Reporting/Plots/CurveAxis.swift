import LatencyPrediction

/// What a learning curve runs over: whichever of the numbers that estimators were given differs.
enum CurveAxis: String, Sendable {
    case train
    case pool = "pool_size"
    case samples

    /// The axis of rows: architectures that were learned from of each device, or devices, where
    /// several of these were tried, else samples.
    init(of rows: [EvaluationRow]) {
        if Set(rows.compactMap(\.train)).count > 1 {
            self = .train
        } else if Set(rows.compactMap(\.poolSize)).count > 1 {
            self = .pool
        } else {
            self = .samples
        }
    }

    /// What stands below the axis.
    var label: String {
        switch self {
        case .train: "architectures of each device learned from"
        case .pool: "devices learned from"
        case .samples: "architectures measured on the device"
        }
    }

    /// Where a row lies on it; nil where the row has no such number.
    func value(of row: EvaluationRow) -> Int? {
        switch self {
        case .train: row.train
        case .pool: row.poolSize
        case .samples: row.samples > 0 ? row.samples : row.used
        }
    }

    /// What tells rows of different curves apart.
    func curveName(of row: EvaluationRow) -> String {
        [
            ShortName.of(row.latencySource) + (row.descriptor.map { " (\($0.rawValue))" } ?? ""),
            self == .samples || row.samples == 0
                ? row.sampling?.rawValue : "\(row.samples) \(row.sampling?.rawValue ?? "samples")",
            self == .train ? nil : row.train.map { "train \($0)" },
            self == .pool ? nil : row.poolSize.map { "pool \($0)" },
        ].compactMap(\.self).joined(separator: ", ")
    }
}
