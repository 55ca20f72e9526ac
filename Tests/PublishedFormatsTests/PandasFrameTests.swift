import Architectures
import Foundation
import TestSupport
import Testing

@testable import PublishedFormats

/// mini-nasbench's frame in the layouts of later versions of pandas, put together by hand from what
/// these write: indices and strings of the cells 0 and 1, and one accuracy.
@Suite struct PandasFrameTests {
    let scratch: ScratchFolder
    let reader: PublishedReader
    let strings: [String]

    init() throws {
        scratch = try ScratchFolder()
        let space = try SearchSpace.nasBench201()
        reader = PublishedReader(space: space)
        strings = try (0...1).map {
            space.string(of: try #require(space.architecture(publishedIndex: $0)))
        }
    }

    private static let columns = ["arch", "cellstr", "cifar10-val"]

    private func block(_ values: PickleWriter, _ place: Int32) -> PickleWriter {
        .call(
            .global("pandas._libs.internals", "_unpickle_block"),
            [
                values,
                .call(
                    .global("builtins", "slice"),
                    [.integer(place), .integer(place + 1), .integer(1)]), .integer(2),
            ])
    }

    private func frame(_ module: String, texts: PickleWriter, labels: PickleWriter) -> [UInt8] {
        let axis = PickleWriter.call(
            .global("pandas.core.indexes.base", "_new_Index"),
            [
                .global(module == "pandas" ? module : "pandas.core.indexes.base", "Index"),
                .dictionary([(.text("data"), labels), (.text("name"), .none)]),
            ])
        let manager = PickleWriter.call(
            .global("pandas.core.internals.managers", "BlockManager"),
            [
                .tuple([
                    block(.numpyArray([0, 1], shape: [1, 2], type: "i8"), 0), block(texts, 1),
                    block(.numpyArray([63.25, 82.5], shape: [1, 2]), 2),
                ]), .list([axis, axis]),
            ])
        return PickleWriter.built(
            .call(.global(module, "DataFrame"), []),
            state: .dictionary([(.text("_mgr"), manager), (.text("_typ"), .text("dataframe"))])
        ).pickle
    }

    private func objects(_ texts: [String], shape: [Int32]) -> PickleWriter {
        .built(
            .call(
                .global("numpy.core.multiarray", "_reconstruct"),
                [.global("numpy", "ndarray"), .tuple([.integer(0)]), .bytes([0x62])]),
            state: .tuple([
                .integer(1), .tuple(shape.map { .integer($0) }), .dataType("O8"), .boolean(false),
                .list(texts.map { .text($0) }),
            ]))
    }

    private func arrow(_ texts: [String], type: String = "large_string") -> PickleWriter {
        var ends: [UInt8] = []
        var end = 0
        for length in [0] + texts.map(\.utf8.count) {
            end += length
            ends += PickleWriter.eightBytes(UInt64(end)).prefix(type == "string" ? 4 : 8)
        }
        func buffer(_ bytes: [UInt8]) -> PickleWriter {
            .call(.global("pyarrow.lib", "py_buffer"), [.bytes(bytes)])
        }
        let array = PickleWriter.call(
            .global("pyarrow.lib", "_restore_array"),
            [
                .tuple([
                    .call(.global("pyarrow.lib", "type_for_alias"), [.text(type)]),
                    .integer(Int32(texts.count)), .integer(0), .integer(0),
                    .list([.none, buffer(ends), buffer(texts.flatMap(\.utf8))]), .list([]), .none,
                ])
            ])
        return .built(
            .call(.global("pandas.arrays", "ArrowStringArray"), []),
            state: .dictionary([(.text("_pa_array"), array)]))
    }

    private func check(_ pickle: [UInt8]) throws {
        let file = try #require(
            try reader.read(try scratch.write(pickle, to: "frame.pd")).files.first)
        #expect(file.format == .miniNASBench)
        #expect(file.rows == 2)
        let key = AccuracyKey(dataset: "cifar10", split: .valid, epochs: 12)
        #expect(file.tables.map(\.quantity) == [.accuracy(key)])
        let space = try SearchSpace.nasBench201()
        let cells = try (0...1).map { try #require(space.architecture(publishedIndex: $0)) }
        #expect(cells.map { file.tables[0][$0] } == [63.25, 82.5])
    }

    @Test func blocksOfPandasOneAndTwo() throws {
        let texts = objects(strings, shape: [1, 2])
        let labels = objects(Self.columns, shape: [3])
        try check(frame("pandas.core.frame", texts: texts, labels: labels))
    }

    @Test(arguments: ["string", "large_string"])
    func textsOfPandasThree(type: String) throws {
        try check(
            frame("pandas", texts: arrow(strings, type: type), labels: arrow(Self.columns)))
    }

    /// Offsets beyond the text, and lengths beyond the offsets.
    @Test(arguments: [0, 1])
    func textsThatAreNotThereAreRefused(way: Int) throws {
        var pickle = frame("pandas", texts: arrow(strings), labels: arrow(Self.columns))
        let length = strings[0].utf8.count
        let place = try #require(
            pickle.indices.dropLast(8).first {
                pickle[$0..<$0 + 8].elementsEqual(PickleWriter.eightBytes(UInt64(length)))
            })
        pickle[place + (way == 0 ? 3 : 7)] = 0x7F
        let file = try scratch.write(pickle, to: "frame.pd")
        #expect(throws: PublishedFormatError.self) { try reader.read(file) }
    }

    /// Arrays of missing values and the like: the advice leads to a table that is read.
    @Test func otherColumnsSayHowToWriteCSV() throws {
        let file = try scratch.write(
            frame("pandas", texts: .text("x"), labels: arrow(Self.columns)), to: "frame.pd")
        let error = #expect(throws: PublishedFormatError.self) { try reader.read(file) }
        #expect(error?.reason.contains("to_csv") == true)
    }

    /// Written by pandas itself, where the files are at hand.
    @Test(
        .enabled(if: PublishedData.isAvailable, Comment(rawValue: PublishedData.absence)),
        arguments: [("pandas-1.5.pd", 200), ("pandas-3.1.pd", 50)])
    func whatPandasWrote(name: String, rows: Int) throws {
        let folder = PublishedData.folder?.deletingLastPathComponent()
            .appendingPathComponent("cases/13-pandas")
        let path = try #require(folder?.appendingPathComponent(name))
        guard FileManager.default.fileExists(atPath: path.path) else { return }
        let file = try #require(try reader.read(path).files.first)
        #expect(file.rows == rows)
    }
}
