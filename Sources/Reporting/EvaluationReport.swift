import LatencyPrediction

/// Estimators on devices left out in turn: the JSON document of `evaluate`.
package struct EvaluationReport: Sendable, Encodable {
    /// The devices that were judged on each other.
    let pool: [String]
    /// Architectures of each pool device that were learned from.
    let train: Numbers
    let repeats: Int
    let rows: [Row]
    let mean: [Row]
    let noise: [Noise]
    let notes: [String]

    /// A number where it is one, else a list.
    struct Numbers: Sendable, Encodable {
        let values: [Int]

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            if values.count == 1 {
                try container.encode(values[0])
            } else {
                try container.encode(values)
            }
        }
    }

    /// One estimator on one device, or its mean over the devices.
    struct Row: Sendable, Encodable {
        let row: EvaluationRow

        private enum CodingKeys: String, CodingKey {
            case device, samples, sampling, within1, within5, within10, mape, spearman, kendall
            case coverage80, coverage95, train, bias, descriptor, devices
            case used = "used_samples"
            case poolSize = "pool_size"
            case latencySource = "latency_source"
            case within10WithoutDrift = "within10_without_drift"
            case within10Deviation = "within10_std"
        }

        func encode(to encoder: any Encoder) throws {
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
    struct Noise: Sendable, Encodable {
        let device: String
        let noise: TableNoise

        private enum CodingKeys: String, CodingKey {
            case device, sigma, bound1, bound5, bound10
        }

        func encode(to encoder: any Encoder) throws {
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

    /// The report as lines for a terminal: a table a device, worst first, then the means.
    package func lines(style: TextStyle) -> [String] {
        let table = style.width.map { $0 < Self.wholeWidth } == true ? narrowLines : wideLines
        return style.wrapped(notes) + [""] + table(style)
    }

    /// Columns in which a row's numbers fit beside what they are of.
    private static let wholeWidth = 78

    /// One table, whose rows say of what they are.
    private func wideLines(_ style: TextStyle) -> [String] {
        var table = TextTable([
            .init("device", .left), .init("estimator", .left), .init("samples"),
            .init("sampling", .left), .init("train", isExtra: true), .init("pool", isExtra: true),
            .init("±1 %", isExtra: true), .init("±5 %"), .init("±10 %"),
            .init("no drift", isExtra: true), .init("± sd"),
            .init("MAPE %"), .init("bias %", isExtra: true), .init("Spearman", isExtra: true),
            .init("Kendall", isExtra: true), .init("80 % σ", isExtra: true),
            .init("95 % σ", isExtra: true),
        ])
        for device in devicesWorstFirst {
            for row in rows where row.row.device == device { table.append(cells(row.row)) }
            if let noise = noise.first(where: { $0.device == device })?.noise {
                table.append([
                    device, "(noise bound)", "", "", "", "", NumberFormat.fixed(noise.bound1, 3),
                    NumberFormat.fixed(noise.bound5, 3), NumberFormat.fixed(noise.bound10, 3),
                    "", "", "", "", "", "", "", "",
                ])
            }
        }
        for row in mean { table.append(cells(row.row)) }
        if !noise.isEmpty {
            let count = Double(noise.count)
            func average(_ bound: (TableNoise) -> Double) -> String {
                NumberFormat.fixed(noise.reduce(0) { $0 + bound($1.noise) } / count, 3)
            }
            table.append([
                "mean", "(noise bound)", "", "", "", "", average(\.bound1), average(\.bound5),
                average(\.bound10), "", "", "", "", "", "", "", "",
            ])
        }
        return table.lines(indent: "  ", style: style)
    }

    /// A small table for each device, and one for the means.
    private func narrowLines(_ style: TextStyle) -> [String] {
        let groups =
            devicesWorstFirst.map { device in
                (
                    device, rows.filter { $0.row.device == device },
                    noise.filter { $0.device == device }.map(\.noise)
                )
            } + [("mean", mean, noise.map(\.noise))]
        return groups.flatMap { title, rows, noise in
            let start = title == groups.first?.0 ? [] : [""]
            var table = TextTable([
                .init("estimator, samples", .left, isWhole: true), .init("±5 %"),
                .init("±10 %"), .init("± sd"), .init("MAPE %"),
                .init("no drift", isExtra: true),
            ])
            for row in rows.map(\.row) {
                table.append([
                    Self.estimator(of: row), NumberFormat.fixed(row.within5, 3),
                    NumberFormat.fixed(row.within10, 3),
                    NumberFormat.fixed(row.within10Deviation, 3), NumberFormat.percent(row.mape),
                    NumberFormat.fixed(row.within10WithoutDrift, 3),
                ])
            }
            if !noise.isEmpty {
                let count = Double(noise.count)
                table.append([
                    "(noise bound)",
                    NumberFormat.fixed(noise.reduce(0) { $0 + $1.bound5 } / count, 3),
                    NumberFormat.fixed(noise.reduce(0) { $0 + $1.bound10 } / count, 3), "", "", "",
                ])
            }
            return start + [style.emphasised(title, .heading)]
                + table.lines(indent: "  ", style: style)
        }
    }

    /// What was judged, in a few words: 'op-count, 10 chosen'.
    private static func estimator(of row: EvaluationRow) -> String {
        let samples =
            row.used != nil ? nil : "\(row.samples) " + (row.sampling?.rawValue ?? "samples")
        return [
            ShortName.of(row.latencySource) + (row.descriptor.map { " (\($0.rawValue))" } ?? ""),
            samples,
            row.train.map { "train \($0)" }, row.poolSize.map { "pool \($0)" },
        ].compactMap(\.self).joined(separator: ", ")
    }

    private var devicesWorstFirst: [String] {
        var seen: Set<String> = []
        let devices = rows.compactMap(\.row.device).filter { seen.insert($0).inserted }
        let shares = devices.map { device in
            rows.filter { $0.row.device == device }.map(\.row.within10).min() ?? 0
        }
        return devices.indices.sorted { (shares[$0], $0) < (shares[$1], $1) }.map { devices[$0] }
    }

    /// Means over different devices are not to be compared, and so say of how many they are.
    private func meanTitle(_ devices: Int) -> String {
        mean.allSatisfy { $0.row.devices == devices } ? "mean" : "mean of \(devices)"
    }

    private func cells(_ row: EvaluationRow) -> [String] {
        [
            row.device ?? meanTitle(row.devices),
            ShortName.of(row.latencySource) + (row.descriptor.map { " (\($0.rawValue))" } ?? ""),
            row.used != nil ? "–" : String(row.samples),
            row.sampling?.rawValue ?? "–", row.train.map(NumberFormat.count) ?? "",
            row.poolSize.map(NumberFormat.count) ?? "", NumberFormat.fixed(row.within1, 3),
            NumberFormat.fixed(row.within5, 3), NumberFormat.fixed(row.within10, 3),
            NumberFormat.fixed(row.within10WithoutDrift, 3),
            NumberFormat.fixed(row.within10Deviation, 3), NumberFormat.percent(row.mape),
            row.bias.map(NumberFormat.signedPercent) ?? "",
            NumberFormat.fixed(row.spearman, 3), NumberFormat.fixed(row.kendall, 3),
            NumberFormat.fixed(row.coverage80, 2), NumberFormat.fixed(row.coverage95, 2),
        ]
    }
}
