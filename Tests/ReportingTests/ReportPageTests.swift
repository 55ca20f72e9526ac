import Architectures
import FileSystem
import Foundation
import LatencyPrediction
import NASSearch
import Reporting
import TestSupport
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite struct ReportPageTests {
    static let hostile = "</script><script>alert(\"x\")</script> & 'co' \u{1}"

    private static let provenance = Provenance(
        command: "nas-search --device '<b>'", seed: 3, version: "1.2.3", machine: "a machine",
        made: "2026-01-01T00:00:00Z",
        data: [.init(path: "a<b.csv", sha256: "00ff", bytes: 12, tables: ["latency of d"])])

    private static func page(_ document: String) throws -> String {
        try ReportPage(
            title: hostile, subtitle: "of \(hostile)", document: document,
            figure: DistanceFigure(
                names: ["a", hostile], distances: [[0, 1], [1, 0]], quantity: hostile),
            provenance: provenance
        ).html()
    }

    /// The text of the page's element with that id, of kind `application/json`.
    static func embedded(_ id: String, in html: String) throws -> Data {
        let start = try #require(html.range(of: "<script type=\"application/json\" id=\"\(id)\">"))
        let end = try #require(html.range(of: "</script>", range: start.upperBound..<html.endIndex))
        return Data(html[start.upperBound..<end.lowerBound].utf8)
    }

    @Test func namesCannotBecomeMarkup() throws {
        let document = try JSONDocument.text(["device": Self.hostile])
        let html = try Self.page(document)
        #expect(!html.contains("alert(\"x\")"))
        #expect(!html.contains("<script>alert"))
        #expect(!html.contains("</script><script>alert"))
        #expect(!html.contains("<b>'"))
        #expect(!html.unicodeScalars.contains("\u{1}"))
        // Four elements that the page itself ends, and no other end.
        #expect(html.components(separatedBy: "</script>").count == 5)
        #expect(html.contains("&lt;/script&gt;&lt;script&gt;alert(&quot;x&quot;)"))
        let data = try JSONSerialization.jsonObject(with: Self.embedded("data", in: html))
        #expect((data as? [String: String])?["device"] == Self.hostile)
        let figure = try JSONSerialization.jsonObject(with: Self.embedded("figure", in: html))
        #expect((figure as? [String: Any])?["names"] as? [String] == ["a", Self.hostile])
        let origin = try JSONSerialization.jsonObject(with: Self.embedded("origin", in: html))
        #expect((origin as? [String: Any])?["command"] as? String == "nas-search --device '<b>'")
    }

    @Test func thePageAsksNobodyForAnything() throws {
        let html = try Self.page("{}")
            .replacingOccurrences(of: "\"http://www.w3.org/2000/svg\"", with: "")
        #expect(!html.contains("http://"))
        #expect(!html.contains("https://"))
        #expect(!html.contains("src="))
        #expect(!html.contains("@import"))
        #expect(!html.contains("url(http"))
        #expect(html.contains("default-src 'none'"))
    }

    @Test func unknownDistancesAreNull() throws {
        let figure = DistanceFigure(
            names: ["a", "b"], distances: [[0, .nan], [.nan, 0]], quantity: "q")
        let html = try ReportPage(
            title: "t", subtitle: "s", document: "{}", figure: figure, provenance: Self.provenance
        ).html()
        let text = String(decoding: try Self.embedded("figure", in: html), as: UTF8.self)
        #expect(text.contains("\"distances\":[[0,null],[null,0]]"))
    }
}

@Suite struct AverageLinkageTests {
    /// Distances of points on a line.
    private func distances(_ places: [Double]) -> [[Double]] {
        places.map { a in places.map { abs(a - $0) } }
    }

    @Test func pointsOnALineComeInOrder() {
        // Clusters {0, 1, 2.5}, {10, 11.2} and 40, mixed up; the chain is one way or the other.
        let places = [10, 0, 40, 2.5, 11.2, 1]
        let order = AverageLinkage.leafOrder(of: distances(places)).map { places[$0] }
        #expect(order == places.sorted() || order == places.sorted().reversed())
    }

    @Test func clustersAreContiguous() {
        // 0, 2 and 4 are alike, and so are 1 and 3; linkage by hand: (0 2) at 1, (1 3) at 2,
        // ((0 2) 4) at 3, all at 50.
        var table = [[Double]](repeating: [Double](repeating: 50, count: 5), count: 5)
        for item in 0..<5 { table[item][item] = 0 }
        for (a, b, value) in [(0, 2, 1.0), (1, 3, 2), (0, 4, 3), (2, 4, 3)] {
            table[a][b] = value
            table[b][a] = value
        }
        let order = AverageLinkage.leafOrder(of: table)
        #expect(order.sorted() == [0, 1, 2, 3, 4])
        let groups = order.map { $0 % 2 }
        #expect(groups == [0, 0, 0, 1, 1] || groups == [1, 1, 0, 0, 0])
    }

    @Test func averagesDecideNotNearestNeighbours() {
        // (0 1) join at 1. From there to 2 it is 3 and 9, 6 on average; 2 and 3 are 5 apart: with
        // averages 2 joins 3, with nearest neighbours it would join (0 1). Where 3 is nearest to
        // 0, the order tells the two apart: 2 stands next to 3 and not between it and the others.
        let table: [[Double]] = [
            [0, 1, 3, 20], [1, 0, 9, 20], [3, 9, 0, 5], [20, 20, 5, 0],
        ]
        let order = AverageLinkage.leafOrder(of: table)
        // Ends of (0 1) and (2 3) that touch: 0 and 2, which are 3 apart.
        #expect(order == [1, 0, 2, 3] || order == [3, 2, 0, 1])
    }

    @Test func degenerateTables() {
        #expect(AverageLinkage.leafOrder(of: []) == [])
        #expect(AverageLinkage.leafOrder(of: [[0]]) == [0])
        #expect(
            AverageLinkage.leafOrder(of: [[0, .nan], [.nan, 0]]).sorted() == [0, 1])
    }
}
