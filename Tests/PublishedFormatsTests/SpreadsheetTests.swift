import Architectures
import Foundation
import TestSupport
import Testing

@testable import PublishedFormats

/// Tables as spreadsheets save them: three latencies, of the cells 0, 3 and 26.
@Suite struct SpreadsheetTests {
    let scratch: ScratchFolder
    let reader: PublishedReader

    init() throws {
        scratch = try ScratchFolder()
        reader = PublishedReader(space: try TinySpace.make())
    }

    private static let plain = "index,my-phone\n0,8.501\n3,6.433\n26,14.5\n"
    private static let german = "index;my-phone\r\n0;8,501\r\n3;6,433\r\n26;14,5\r\n"

    private static let written: [(name: String, bytes: [UInt8])] = [
        ("commas", Array(plain.utf8)),
        ("semicolons", Array(german.utf8)),
        ("a byte order mark", [0xEF, 0xBB, 0xBF] + Array(german.utf8)),
        (
            "quotes",
            Array(
                "\"index\";\"my-phone\"\n\"0\";\"8,501\"\n\"3\";\"6,433\"\n\"26\";\"14,5\"\n".utf8)
        ),
        ("a stated separator", Array(("sep=;\r\n" + german).utf8)),
        ("a stated comma", Array(("\"sep=,\"\r\n" + plain).utf8)),
        ("a mark before it", [0xEF, 0xBB, 0xBF] + Array(("SEP=;\n" + german).utf8)),
        ("tabs", Array(german.replacing(";", with: "\t").utf8)),
        ("points behind semicolons", Array(plain.replacing(",", with: ";").utf8)),
        ("capitals", Array(plain.replacing("index", with: "Index").utf8)),
        ("blank rows", Array("index,my-phone\n0,8.501\n,\n , \n3,6.433\n\n26,14.5\n,\n,\n".utf8)),
        ("padding", Array("index,my-phone,,\n0,8.501,,\n3,6.433,,\n26,14.5,,,,\n".utf8)),
        ("fractions of zero", Array("index,my-phone\n0.0,8.501\n3.0,6.433\n26.00,14.5\n".utf8)),
        ("the same with commas", Array("index;my-phone\n0,0;8,501\n3,0;6,433\n26,0;14,5\n".utf8)),
        ("a row number in front", Array(",index,my-phone\n0,0,8.501\n1,3,6.433\n2,26,14.5\n".utf8)),
        ("UTF-16", [0xFF, 0xFE] + german.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }),
        ("big-endian", [0xFE, 0xFF] + plain.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }),
        ("without a mark", plain.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }),
        ("numbers under arch", Array(plain.replacing("index", with: "architecture").utf8)),
    ]

    @Test(arguments: written.map(\.name))
    func whatSpreadsheetsSave(name: String) throws {
        let bytes = try #require(Self.written.first { $0.name == name }?.bytes)
        let batch = try reader.read(try scratch.write(bytes, to: "table.csv"))
        let tables = batch.files.flatMap(\.tables)
        #expect(tables.map(\.quantity) == [.latency(device: "my-phone")])
        #expect(tables[0].covered.map(\.code) == [0, 3, 26])
        #expect(tables[0].covered.map { tables[0].values[$0.code] } == [8.501, 6.433, 14.5])
    }

    @Test(arguments: [
        ("index;a\n0;1.234,5\n", "line 2, column 2 (a)"),
        ("index;a\n0;8,5\n1;8.5\n", "line 3, column 2 (a)"),
        ("index,a\n0,\"8,501\"\n", "line 2, column 2 (a)"),
        ("index,a\n0.5,1\n", "line 2, column 1"),
        ("index;a\n0;8.5\n1;8,5\n", "line 3, column 2 (a)"),
        ("index,a\n1e1,1\n", "line 2, column 1"),
    ])
    func numbersThatCouldMeanTwoThingsAreRefused(text: String, position: String) throws {
        let file = try scratch.write(text.utf8, to: "table.csv")
        let error = #expect(throws: PublishedFormatError.self) { try reader.read(file) }
        #expect(error?.kind == .damaged)
        #expect(error?.position == position)
    }

    /// mini-nasbench's frame as `to_csv` writes it: `arch` is the index there.
    @Test func miniNASBenchAsCSV() throws {
        let reader = PublishedReader(space: try SearchSpace.nasBench201())
        let string =
            "|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|"
        let text = ",arch,cellstr,cifar10-test,cifar10-val\n0,0,\(string),69.5,63.25\n"
        let file = try #require(
            try reader.read(try scratch.write(text.utf8, to: "mini.csv")).files.first)
        #expect(file.collection == .miniNASBench)
        let values = file.tables.map { ($0.quantity, $0.values.filter { !$0.isNaN }) }
        #expect(values.count == 2)
        for (split, percent) in [(DatasetSplit.test, 69.5), (.valid, 63.25)] {
            let key = AccuracyKey(dataset: "cifar10", split: split, epochs: 12)
            #expect(values.contains { $0.0 == .accuracy(key) && $0.1 == [percent] })
        }
    }
}
