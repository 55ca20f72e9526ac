import Architectures
import Foundation
import TestSupport
import Testing

@testable import PublishedFormats

/// What a small file may cost, whatever it says about itself.
@Suite struct ResourceLimitTests {
    /// 140 bytes: bzip2 of a list of 127 million Nones as a pickle.
    private static let bomb =
        "QlpoOTFBWSZTWdSZzvwFfjlUQJAAAEAAAUAAAAggAFBmgE1SM/ntIqAltJJBVWZQqAlxigrJMprKdBbHUAr8"
        + "cCAEAAgAQQABhAJqMhUBLUhUBLmKCskyms1WByuYCG0M6AQACEAAAAgAIABBAAKDNAJqoxmVsCiKrPyEVJTf"
        + "QKIquF3JFOFCQZaJvVA="

    @Test func aSmallArchiveUnpacksToLittle() throws {
        let bytes = [UInt8](try #require(Data(base64Encoded: Self.bomb)))
        #expect(bytes.count == 140)
        let reader = PublishedReader(space: try TinySpace.make())
        let error = #expect(throws: PublishedFormatError.self) {
            _ = try reader.read(bytes, path: "bomb.bz2")
        }
        #expect(error?.kind == .refused)
        #expect(error?.reason.contains("unpacks to more than 4230144 bytes") == true)
    }

    /// 4 MB for any file, 256 times the file's size beyond, 64 MB for none.
    @Test func whatAFileMayUnpackToGrowsWithIt() {
        #expect(ArchiveReader.limit(packed: 0) == 4_194_304)
        #expect(ArchiveReader.limit(packed: 1000) == 4_450_304)
        #expect(ArchiveReader.limit(packed: 1_000_000) == 67_108_864)
        #expect(ArchiveReader.limit(packed: .max) == 67_108_864)
    }

    @Test func aPickleOfEmptyOperationsIsGivenUpEarly() throws {
        // One more than 2 ²¹, with the first and the last.
        let pickle: [UInt8] = [0x80, 2, 0x28] + [UInt8](repeating: 0x4E, count: 1 << 21)
        let error = #expect(throws: ContentProblem.self) { _ = try PickleDocument(pickle) }
        #expect(error?.kind == .refused)
        #expect(error?.reason == "more than 2097152 operations")
    }

    @Test func aHeadingOfTooManyColumnsIsRefused() throws {
        let space = try TinySpace.make()
        func read(columns: Int) throws -> PublishedFile {
            let names = (1..<columns).map { "d\($0)" }
            let values = names.map { _ in "1" }
            let text = "index,\(names.joined(separator: ","))\n0,\(values.joined(separator: ","))\n"
            return try PublishedReader(space: space).read(Array(text.utf8), path: "wide.csv")
        }
        #expect(try read(columns: 500).tables.count == 499)
        let error = #expect(throws: PublishedFormatError.self) { _ = try read(columns: 501) }
        #expect(error?.kind == .refused)
        #expect(error?.position == "line 1")
        #expect(error?.reason == "501 columns, of which at most 500 are read")
    }
}
