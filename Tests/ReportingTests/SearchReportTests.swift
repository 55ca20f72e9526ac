import Architectures
import FileSystem
import Foundation
import NASSearch
import Reporting
import Testing

@Suite struct SearchReportTests {
    private func member(_ index: Int, ms: Double, accuracy: Double, oracle: Double? = nil)
        -> SearchReport.Member
    {
        SearchReport.Member(
            index: index, arch: "cell-\(index)", accuracy: accuracy, testAccuracy: nil,
            latencyMS: ms, latencyStandardDeviationMS: 0.25, oracleLatencyMS: oracle,
            latencyOrigin: .predicted, accuracyOrigin: .published, params: 1, flops: 100,
            energyMJ: nil)
    }

    private func report(
        front: [SearchReport.Member], oracleFront: [SearchReport.Member]? = nil,
        metrics: SearchReport.Metrics? = nil
    ) -> SearchReport {
        SearchReport(
            run: 3, device: "d", requestedDevice: nil, dataset: "cifar100", split: .valid,
            epochs: 200, accuracySource: "table", latencySource: "op-count", sampled: [5, 7],
            objectives: ["accuracy", "latency"], algorithm: "nsga2", budget: 500, evaluated: 500,
            seed: 0, elapsedSeconds: 0.1, front: front, oracleFront: oracleFront,
            metrics: metrics, notes: ["device d"])
    }

    @Test func jsonHasTheContractsNamesAndLeavesOutWhatIsUnknown() throws {
        let text = try JSONDocument.text(
            report(
                front: [member(1, ms: 2, accuracy: 70)],
                metrics: .init(
                    hypervolumeRatio: 0.9, igdPlus: 0.1, recall: 0.5, precision: 0.25,
                    latencyRegret: nil, levelsMissed: 1, frontSize: 1, oracleFrontSize: 2,
                    violations: 0, verified: 0)))
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(
            Set(object.keys) == [
                "run", "device", "dataset", "split", "epochs", "accuracy_source",
                "latency_source", "samples", "sampled", "objectives", "algorithm", "budget",
                "evaluated", "seed", "elapsed_s", "front", "metrics", "notes",
            ])
        #expect(object["samples"] as? Int == 2)
        let members = try #require(object["front"] as? [[String: Any]])
        #expect(
            Set(members[0].keys) == [
                "index", "arch", "accuracy", "latency_ms", "latency_std_ms", "latency_origin",
                "accuracy_origin", "params", "flops",
            ])
        let metrics = try #require(object["metrics"] as? [String: Any])
        #expect(metrics["latency_regret"] == nil)
        #expect(metrics["hypervolume_ratio"] as? Double == 0.9)
    }

    @Test func reportsSurviveTheStore() throws {
        let original = report(front: [member(1, ms: 2, accuracy: 70, oracle: 2.5)])
        let text = try JSONDocument.text(original)
        let read = try JSONDecoder().decode(SearchReport.self, from: Data(text.utf8))
        #expect(try JSONDocument.text(read) == text)
    }

    @Test func theWrongTailIsFoldedIntoOneLine() {
        let front = [
            member(1, ms: 1, accuracy: 1), member(2, ms: 1.5, accuracy: 20),
            member(3, ms: 2, accuracy: 68.26), member(4, ms: 3, accuracy: 73),
        ]
        let text = report(front: front).lines(style: TextStyle(width: nil)).joined(separator: "\n")
        #expect(text.contains("2 more from 1.000 to 1.500 ms with 1.0–20.0 %"))
        #expect(text.contains("(below 68.2 %)"))
        let worded = TextStyle(width: nil) { "\($0 == .hidesBelow(accuracy: "68.2"))" }
        #expect(report(front: front).lines(style: worded).contains { $0.contains("% (true)") })
        #expect(!text.contains("cell-2"))
        #expect(text.contains("cell-3"))
    }

    @Test func exactMembersAreMarkedAndTheOracleStandsBesideThePrediction() {
        let found = [
            member(3, ms: 2, accuracy: 68, oracle: 2.125),
            member(4, ms: 3, accuracy: 73, oracle: 3.5),
        ]
        let lines = report(front: found, oracleFront: [found[1]])
            .lines(style: TextStyle(width: nil))
        #expect(lines.contains { $0.contains("ms oracle") })
        #expect(
            lines.contains { $0.hasSuffix("cell-4") && $0.contains("*") && $0.contains("3.500") })
        #expect(lines.contains { $0.hasSuffix("cell-3") && !$0.contains("*") })
    }

    @Test func longNotesAreBrokenBetweenWordsOnATerminal() {
        var long = report(front: [])
        long.notes = [
            "latency   one two three four five six seven eight nine ten eleven twelve",
            "short     note", "a sentence without a label that is longer than forty columns",
        ]
        let lines = long.lines(style: TextStyle(width: 40))
        #expect(
            lines.prefix(6) == [
                "latency   one two three four five six",
                "          seven eight nine ten eleven",
                "          twelve", "short     note",
                "a sentence without a label that is", "  longer than forty columns",
            ])
        let piped = long.lines(style: TextStyle(width: nil))
        #expect(Array(piped.prefix(3)) == long.notes)
    }

    /// A front with every column and every line below it.
    private var full: SearchReport {
        let members = (1...4).map { position in
            var one = member(
                9_000 + position, ms: Double(position) * 2.345, accuracy: 70 + Double(position),
                oracle: Double(position) * 2.5)
            one.testAccuracy = 69.25
            one.arch = "|nor_conv_3x3~0|+|none~0|nor_conv_3x3~1|+|skip_connect~0|none~1|none~2|"
            one.isSeparable = position > 1
            return one
        }
        return report(
            front: members, oracleFront: members,
            metrics: .init(
                hypervolumeRatio: 0.9973, igdPlus: 0.0022, recall: 0.38, precision: 0.69,
                latencyRegret: 0.074, levelsMissed: 2, frontSize: 4, oracleFrontSize: 29,
                violations: 1, verified: 0))
    }

    @Test func aWideTerminalKeepsTheNumbersAndCutsTheCell() {
        let lines = full.lines(style: TextStyle(width: 160))
        let heading = lines.first { $0.contains("ms predicted") } ?? ""
        for column in ["% test", "M params", "MFLOPs", "cell"] {
            #expect(heading.contains(column), "\(column)")
        }
    }

    @Test(arguments: [40, 60, 80, 120, 160])
    func noLineIsWiderThanTheTerminalAndNoNumberIsBroken(width: Int) {
        let lines = full.lines(style: TextStyle(width: width))
        #expect(lines.allSatisfy { $0.count <= width })
        let words = Set(lines.flatMap { $0.split(separator: " ").map(String.init) })
        #expect(
            words.isSuperset(of: [
                "9001", "2.345", "0.2500", "2.500", "71.00", "0.9973", "0.0022", "reached:",
            ]))
    }

    @Test func knownLatenciesOfAPartialTableAreNoOracle() {
        let lines = report(front: [
            member(3, ms: 2, accuracy: 70, oracle: 2.125), member(4, ms: 3, accuracy: 73),
        ]).lines(style: TextStyle(width: nil))
        #expect(!lines.contains { $0.contains("oracle") || $0.contains("true latency") })
        #expect(lines.contains { $0.contains("ms known") })
    }

    @Test func whatWasSearchedIsNamedShownAndDrawn() {
        func energetic(_ index: Int, _ accuracy: Double, _ energy: Double) -> SearchReport.Member {
            var member = member(index, ms: 9 - energy, accuracy: accuracy)
            member.energyMJ = energy
            member.energyOrigin = .published
            return member
        }
        let members = [energetic(3, 68, 1.25), energetic(4, 73, 4.5)]
        var other = report(front: members)
        other.objectives = ["accuracy", "energy", "params"]
        other.constraints = .init(maxLatency: 20, maxEnergy: 7.5)
        for width in [nil, 100] {
            let text = other.lines(style: TextStyle(width: width)).joined(separator: "\n")
            #expect(text.contains("Pareto front of accuracy, energy and params: 2 architectures"))
            #expect(text.contains("limits    at most 20 ms and at most 7.5 mJ"))
            #expect(text.contains("mJ published") && text.contains("M params"))
            #expect(text.contains("1.250") && text.contains("4.500"))
            #expect(text.contains("% over mJ: ● found"))
            #expect(!text.contains("% over ms"))
        }
        let usual = report(front: members).lines(style: TextStyle(width: nil))
        #expect(usual.contains { $0.hasPrefix("Pareto front of accuracy and latency: 2") })
        #expect(usual.contains { $0.contains("% over ms: ● found") })
        #expect(!usual.contains { $0.contains("mJ") })
    }

    @Test func anEmptyFrontSaysSo() {
        let lines = report(front: []).lines(style: TextStyle(width: 80))
        #expect(lines.contains("Pareto front: no architecture satisfies the constraints"))
    }
}
