import LatencyPrediction

/// Estimators on devices left out in turn: the JSON document of `evaluate`.
package struct EvaluationReport: Sendable, Encodable {
    /// The devices that were judged on each other.
    package let pool: [String]
    /// Architectures of each pool device that were learned from.
    package let train: Numbers
    /// Draws of random samples.
    package let repeats: Int
    /// What was found, a device and setting each.
    package let rows: [Row]
    /// Its means over the devices.
    package let mean: [Row]
    /// Of every device that was judged and covers twins.
    package let noise: [Noise]
    /// What the reader has to know beside the numbers.
    package let notes: [String]

    /// A number where it is one, else a list.
    package struct Numbers: Sendable, Encodable {
        let values: [Int]

        /// Writes the number, or the list.
        package func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            if values.count == 1 {
                try container.encode(values[0])
            } else {
                try container.encode(values)
            }
        }
    }

    /// One estimator on one device, or its mean over the devices.
    package struct Row: Sendable, Encodable {
        /// Its numbers; those that are not finite are left out of the document.
        package let row: EvaluationRow

        private enum CodingKeys: String, CodingKey {
            case device, samples, sampling, within1, within5, within10, mape, spearman, kendall
            case coverage80, coverage95, train, bias, descriptor, devices
            case used = "used_samples"
            case poolSize = "pool_size"
            case latencySource = "latency_source"
            case within10WithoutDrift = "within10_without_drift"
            case within10Deviation = "within10_std"
        }

        /// Writes what is known.
        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encodeIfPresent(row.device, forKey: .device)
            if row.device == nil { try container.encode(row.devices, forKey: .devices) }
            try container.encode(row.latencySource, forKey: .latencySource)
            try container.encode(row.samples, forKey: .samples)
            try container.encodeIfPresent(row.used, forKey: .used)
            try container.encodeIfPresent(row.sampling?.rawValue, forKey: .sampling)
            try container.encodeIfPresent(row.descriptor?.rawValue, forKey: .descriptor)
            try container.encodeIfPresent(row.train, forKey: .train)
            try container.encodeIfPresent(row.poolSize, forKey: .poolSize)
            let numbers: [(CodingKeys, Double?)] = [
                (.within1, row.within1), (.within5, row.within5), (.within10, row.within10),
                (.within10WithoutDrift, row.within10WithoutDrift),
                (.within10Deviation, row.within10Deviation), (.mape, row.mape),
                (.bias, row.bias), (.spearman, row.spearman), (.kendall, row.kendall),
                (.coverage80, row.coverage80), (.coverage95, row.coverage95),
            ]
            for (key, value) in numbers {
                try container.encodeIfPresent(value.flatMap { $0.isFinite ? $0 : nil }, forKey: key)
            }
        }
    }

    /// A device's noise: the most that any predictor can reach on it.
    package struct Noise: Sendable, Encodable {
        /// The device.
        package let device: String
        /// How noisy its table is.
        package let noise: TableNoise

        private enum CodingKeys: String, CodingKey {
            case device, sigma, bound1, bound5, bound10
        }

        /// Writes what is known.
        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(device, forKey: .device)
            try container.encode(noise.sigma, forKey: .sigma)
            try container.encode(noise.bound1, forKey: .bound1)
            try container.encode(noise.bound5, forKey: .bound5)
            try container.encode(noise.bound10, forKey: .bound10)
        }
    }

    /// Gathers a report.
    /// - Parameters:
    ///   - pool: The devices.
    ///   - train: Architectures of each pool device that were learned from, one at least.
    ///   - repeats: Draws of random samples.
    ///   - rows: What was found, a device and setting each.
    ///   - noise: Of every device that was judged and covers twins.
    ///   - notes: What the reader has to know beside the numbers.
    package init(
        pool: [String], train: [Int], repeats: Int, rows: [EvaluationRow],
        noise: [(device: String, noise: TableNoise)], notes: [String]
    ) {
        self.pool = pool
        self.train = Numbers(values: train)
        self.repeats = repeats
        self.rows = rows.map(Row.init)
        mean = EvaluationRow.means(of: rows).map(Row.init)
        self.noise = noise.map(Noise.init)
        self.notes = notes
    }
}
