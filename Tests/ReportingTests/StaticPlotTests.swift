import Architectures
import Foundation
import LatencyPrediction
import NASSearch
import Reporting
import TestSupport
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite struct StaticPlotTests {
    /// What an XML parser finds.
    private final class Reading: NSObject, XMLParserDelegate {
        var elements: [String] = []
        var text = ""
        var attributes: [[String: String]] = []

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
            qualifiedName: String?, attributes: [String: String]
        ) {
            elements.append(name)
            self.attributes.append(attributes)
        }

        func parser(_ parser: XMLParser, foundCharacters characters: String) {
            text += characters
        }
    }

    private func reading(_ plot: StaticPlot) throws -> Reading {
        let parser = XMLParser(data: Data(plot.svg.utf8))
        let reading = Reading()
        parser.delegate = reading
        #expect(parser.parse(), "\(parser.parserError.map { "\($0)" } ?? "")")
        #expect(reading.elements.first == "svg")
        #expect(reading.attributes.first?["width"] == "84mm")
        return reading
    }

    private func member(_ index: Int, ms: Double?, accuracy: Double) -> SearchReport.Member {
        SearchReport.Member(
            index: index, arch: "cell-\(index)", accuracy: accuracy, testAccuracy: nil,
            latencyMS: ms, latencyStandardDeviationMS: 0.25, oracleLatencyMS: nil,
            latencyOrigin: .predicted, accuracyOrigin: .published, params: 1, flops: 100,
            energyMJ: nil)
    }

    private func figure(
        _ front: [SearchReport.Member], device: String = "d", estimate: String = "op-count",
        objectives: [String] = ["accuracy", "latency"]
    ) throws -> SearchFigure {
        let space = try TinySpace.make()
        let values = (0..<space.count).map { Double($0) + 1 }
        let report = SearchReport(
            run: 3, device: device, requestedDevice: nil, dataset: "cifar100", split: .valid,
            epochs: 200, accuracySource: "table", latencySource: "op-count", sampled: [],
            objectives: objectives, constraints: .init(maxLatency: 4, minAccuracy: 60),
            algorithm: "nsga2", budget: 5, evaluated: 5, seed: 0, elapsedSeconds: 0.1, front: front,
            oracleFront: nil, metrics: nil, notes: [])
        return SearchFigure(
            report: report,
            space: SpaceFigure(
                space: space, accuracy: values, accuracyOrigin: .published,
                megaParameters: values, megaFLOPs: values),
            oracle: nil,
            estimate: LatencyFigure(
                name: estimate, origin: .predicted, summary: nil,
                estimates: LatencyEstimates(
                    milliseconds: values, standardDeviations: values.map { $0 / 10 })),
            energy: values.map { 10 * $0 }, verified: [], convergence: [])
    }

    @Test func aFrontIsWellFormedWithHostileNames() throws {
        let drawn = try reading(
            figure(
                [member(1, ms: 2, accuracy: 65), member(2, ms: 3, accuracy: 70)],
                device: ReportPageTests.hostile
            ).plot())
        #expect(drawn.text.contains("latency on </script>"))
        #expect(drawn.text.contains("op-count, predicted ± σ"))
        #expect(drawn.text.contains("(%, published)"))
        #expect(!drawn.elements.contains("script"))
    }

    @Test func everyCostHasAPanelWithItsAxis() throws {
        let members = [member(1, ms: 2, accuracy: 65), member(2, ms: 3, accuracy: 70)]
        let labels = [
            "latency": "latency on d (ms)", "params": "parameters (millions)",
            "flops": "multiply-accumulates (millions)", "energy": "energy on d (mJ)",
        ]
        for costs in [
            ["energy"], ["params"], ["energy", "latency"], ["params", "flops", "energy"],
        ] {
            let drawn = try reading(figure(members, objectives: ["accuracy"] + costs).plot())
            for (name, label) in labels {
                #expect(drawn.text.contains(label) == costs.contains(name), "\(costs) \(label)")
            }
            // Panels stand one below the other, each with a frame of its own.
            #expect(drawn.elements.count { $0 == "clipPath" } == costs.count)
            let moves = drawn.attributes.compactMap { $0["transform"] }
                .filter { $0.hasPrefix("translate(0 ") }
            #expect(Set(moves).count == (costs.count == 1 ? 0 : costs.count))
        }
    }

    @Test func anEmptyFrontStillDrawsTheSpace() throws {
        let drawn = try reading(figure([]).plot())
        #expect(drawn.elements.contains("clipPath"))
    }

    @Test func oneMemberHasAnAxisToo() throws {
        let drawn = try reading(figure([member(1, ms: 2, accuracy: 65)]).plot())
        #expect(!drawn.attributes.contains { $0.values.contains { $0.contains("nan") } })
    }

    @Test func typeIsNeverBelowSevenPoints() throws {
        // 84 mm are 238.1 points, so that a unit of a view box 238 wide is a point.
        let names = (0..<42).map { "a-device-with-a-long-name-\($0)" }
        let places = (0..<42).map(Double.init)
        let distances: [[Double]] = places.map { (a: Double) -> [Double] in
            places.map { (b: Double) -> Double in abs(a - b) }
        }
        let map = DistanceFigure(names: names, distances: distances, quantity: "distance")
        let front = try figure([member(1, ms: 2, accuracy: 65)])
        for plot in [front.plot(), map.plot()] {
            let drawn = try reading(plot)
            let sizes = drawn.attributes.compactMap { $0["font-size"] }.compactMap(Double.init)
            #expect(!sizes.isEmpty)
            #expect(sizes.allSatisfy { $0 >= 7 })
            #expect(drawn.attributes[0]["viewBox"]?.hasPrefix("0 0 238 ") == true)
        }
    }

    /// Where texts of a drawing end, by some width of its type: 7 points are 3.9 a letter.
    private func reaches(_ plot: StaticPlot) throws -> [(text: String, from: Double, to: Double)] {
        try plot.svg.components(separatedBy: "<text ").dropFirst().compactMap { part in
            guard let end = part.range(of: "</text>"), let start = part.firstIndex(of: ">"),
                let x = part.firstMatch(of: /^x="([0-9.]+)"/)
            else { return nil }
            let text = String(part[part.index(after: start)..<end.lowerBound])
            let (place, width) = (try #require(Double(x.1)), Double(text.count) * 3.85)
            let isEnd = part.contains("text-anchor=\"end\"")
            let isMiddle = part.contains("text-anchor=\"middle\"")
            let from = isEnd ? place - width : isMiddle ? place - width / 2 : place
            return (text, from, from + width)
        }
    }

    @Test(arguments: [2, 5, 12])
    func aMapsTextsStayInsideAndNumbersInTheirFields(count: Int) throws {
        let distances = (0..<count).map { (a: Int) -> [Double] in
            (0..<count).map { (b: Int) -> Double in
                a == b ? 0 : 0.043 + 0.117 * Double(abs(a - b))
            }
        }
        let map = DistanceFigure(
            names: (0..<count).map { "zen5-openblas-sandybridge-\($0)" }, distances: distances,
            quantity: "root mean square difference of standardised descriptors")
        let texts = try reaches(map.plot())
        #expect(texts.allSatisfy { $0.from >= 0 && $0.to <= 238 })
        let text = texts.map { $0.text }.joined(separator: " ")
        #expect(text.contains("standardised descriptors; dark"))
        // Fields of twelve devices are too narrow for 0.16.
        #expect(texts.contains { $0.text == "0.16" } == (count < 12))
    }

    @Test func aLegendUsesTheWidthThatThereIs() throws {
        let name = "an-estimator-of-a-longer-name"
        let drawn = try reading(figure([member(1, ms: 2, accuracy: 65)], estimate: name).plot())
        #expect(drawn.text.contains("\(name), predicted"))
    }

    @Test func aMapHasAFieldAPairAndNearRowsTogether() throws {
        let map = DistanceFigure(
            names: ["first", "second", "third"],
            distances: [[0, 9, 1], [9, 0, 8], [1, 8, 0]], quantity: "distance <of> devices")
        let drawn = try reading(map.plot())
        // The background and nine fields.
        #expect(drawn.elements.count { $0 == "rect" } == 10)
        #expect(drawn.text.contains("distance <of> devices"))
        // The first and the third are 1 apart, the second far from both.
        let places = ["first", "second", "third"].compactMap {
            drawn.text.range(of: $0)?.lowerBound
        }
        #expect(places.count == 3)
        #expect(places.min() == places[1] || places.max() == places[1])
    }
}

@Suite struct EvaluationPanelTests {
    @Test func thinningKeepsTheDistribution() throws {
        // Errors of 1 %, 2 %, … 100 %, and one that is low.
        let measured = [Double](repeating: 2, count: 101)
        let high = (1...100).map { (percent: Int) -> Double in 2 + 0.02 * Double(percent) }
        let predicted: [Double] = high + [1]
        let panel = EvaluationFigure.Panel(
            device: "d", latencySource: "op-count", samples: 3, sampling: .random, train: nil,
            poolSize: nil, indices: Array(0..<101), measured: measured, predicted: predicted,
            drawn: 10
        ).thinned(to: 5)
        let object = try #require(
            JSONSerialization.jsonObject(with: JSONEncoder().encode(panel)) as? [String: Any])
        #expect((object["index"] as? [Int])?.count == 5)
        #expect((object["measured"] as? [Double])?.count == 5)
        #expect(object["tested"] as? Int == 101)
        let bins = try #require(object["histogram"] as? [Int])
        #expect(bins.count == EvaluationFigure.Panel.histogramBins + 2)
        #expect(bins.reduce(0, +) == 101)
        // One below −30 %; above +30 %: 31 … 100 %, and 30 % itself by its rounding.
        #expect(bins.first == 1)
        #expect(bins.last == 70 || bins.last == 71)
    }
}
