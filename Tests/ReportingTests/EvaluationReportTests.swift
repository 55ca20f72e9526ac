import Architectures
import FileSystem
import LatencyPrediction
import NASSearch
import Reporting
import TestSupport
import Testing

@Suite struct EvaluationReportTests {
    private static func report() throws -> EvaluationReport {
        let space = try TinySpace.make()
        let pool = [1.0, 2.0].enumerated().map { index, cost in
            PoolDevice(
                device: "d\(index)", hardware: "h\(index)",
                table: ObjectiveTable(
                    quantity: .latency(device: "d\(index)"),
                    values: space.architectures.map {
                        2 + cost * Double(space.operatorCounts(of: $0)[2])
                    }))
        }
        let inputs = try PredictorInputs(
            features: CellFeatures(space: space),
            megaFLOPs: [Double](repeating: 1, count: space.count), pool: pool)
        var settings = LeaveOneDeviceOut.Settings()
        settings.samples = [6]
        settings.samplings = [.random]
        settings.repeats = 2
        let evaluation = LeaveOneDeviceOut(inputs: inputs, settings: settings)
        let large = try SearchSpace.nasBench201()
        let noise = try #require(
            Twins(space: large).noise(
                of: ObjectiveTable(
                    quantity: .latency(device: "d0"),
                    values: (0..<large.count).map { 1 + Double($0 % 7) / 100 })))
        return EvaluationReport(
            pool: ["d0", "d1"], train: [900], repeats: 2,
            rows: try evaluation.rows(of: OpCountPredictor.entry).rows,
            noise: [("d0", noise)], notes: ["a note"])
    }

    @Test func theDocumentHasTheContractsKeys() throws {
        let text = try JSONDocument.text(try Self.report())
        for key in [
            "pool", "train", "repeats", "rows", "mean", "noise", "device", "latency_source",
            "samples", "sampling", "within1", "within5", "within10", "within10_std", "mape",
            "within10_without_drift", "coverage80", "coverage95", "spearman", "kendall", "sigma",
            "bound1", "bound5", "bound10",
        ] {
            #expect(text.contains("\"\(key)\" : "), "\(key)")
        }
        #expect(text.contains("\"latency_source\" : \"op-count\""))
    }

    @Test func theTextHasARowADeviceAndTheMean() throws {
        let lines = try Self.report().lines(style: TextStyle(width: nil))
        #expect(lines[0] == "a note")
        #expect(lines.count { $0.hasPrefix("  d0 ") } == 2)
        #expect(lines.count { $0.hasPrefix("  d1 ") } == 1)
        #expect(lines.count { $0.hasPrefix("  mean ") } == 2)
    }

    /// The same with other rows.
    private static func figure(_ change: (EvaluationRow) -> [EvaluationRow]) throws -> String {
        let space = try TinySpace.make()
        let pool = (0..<2).map { place in
            PoolDevice(
                device: "d\(place)", hardware: "h\(place)",
                table: ObjectiveTable(
                    quantity: .latency(device: "d\(place)"),
                    values: space.architectures.map {
                        2 + Double(space.operatorCounts(of: $0)[2] * (place + 1))
                    }))
        }
        var settings = LeaveOneDeviceOut.Settings()
        (settings.samples, settings.samplings, settings.repeats) = ([6], [.random], 1)
        let rows = try LeaveOneDeviceOut(
            inputs: PredictorInputs(
                features: CellFeatures(space: space),
                megaFLOPs: [Double](repeating: 1, count: space.count), pool: pool),
            settings: settings
        ).rows(of: OpCountPredictor.entry).rows
        return EvaluationFigure(
            report: EvaluationReport(
                pool: ["d0", "d1"], train: [900], repeats: 1, rows: rows.flatMap(change),
                noise: [], notes: []), panels: []
        ).plot().svg
    }

    @Test func aCurveRunsOverWhatWasVaried() throws {
        let trained = try Self.figure { row in
            [100, 300, 900].map { count in
                var row = row
                row.train = count
                return row
            }
        }
        #expect(trained.contains(">architectures of each device learned from<"))
        for tick in [100, 300, 900] { #expect(trained.contains(">\(tick)</text>")) }
        #expect(!trained.contains(">6</text>"))
        let pooled = try Self.figure { row in
            [1, 7].map { count in
                var row = row
                row.poolSize = count
                return row
            }
        }
        #expect(pooled.contains(">devices learned from<") && pooled.contains(">7</text>"))
        let sampled = try Self.figure { row in
            var own = row
            (own.latencySource, own.samples, own.sampling, own.used) = ("lut", 0, nil, 5)
            return [row, own]
        }
        #expect(sampled.contains(">architectures measured on the device<"))
        #expect(sampled.contains(">5</text>") && sampled.contains(">6</text>"))
    }

    @Test(arguments: [40, 60, 80]) func theHeadlineIsThereOnEveryTerminal(width: Int) throws {
        let lines = try Self.report().lines(style: TextStyle(width: width))
        #expect(lines.allSatisfy { $0.count <= width })
        let headings = lines.count { $0.contains("±10 %") }
        #expect(headings == (width < 78 ? 3 : 1))
        for title in ["d0", "d1", "mean"] {
            #expect(lines.contains { $0.trimmingPrefix("  ").hasPrefix(title) }, "\(title)")
        }
    }
}
