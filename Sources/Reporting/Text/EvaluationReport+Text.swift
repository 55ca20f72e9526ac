import LatencyPrediction
import NASSearch
import PlainText

extension EvaluationReport {
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
