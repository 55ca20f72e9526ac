import Foundation
import SearchSpaces
import Testing

@Suite struct BundleManifestTests {
    /// A resource folder with one listed file, removed with the value.
    private final class Resources {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("bundle-\(UUID().uuidString)")
        let file = BundledFile("Fitted/numbers.json")
        let contents = Data("{ \"numbers\" : [1, 2, 3] }\n".utf8)

        init(change: (Data) -> Data? = { $0 }, manifest: (Data) -> Data? = { $0 }) throws {
            let fitted = folder.appendingPathComponent("Fitted")
            try FileManager.default.createDirectory(at: fitted, withIntermediateDirectories: true)
            let list = try BundleManifest([
                .init(file: "numbers.json", contents: contents, command: "make it", errors: [:])
            ]).json()
            try change(contents)?.write(to: fitted.appendingPathComponent("numbers.json"))
            try manifest(list)?.write(to: fitted.appendingPathComponent("manifest.json"))
        }

        deinit { try? FileManager.default.removeItem(at: folder) }

        func message() throws -> String {
            let error = #expect(throws: BundledFileError.self) {
                try file.contents(in: folder)
            }
            return try #require(error).description
        }
    }

    private static func replacing(_ old: String, _ new: String) -> (Data) -> Data? {
        { Data(String(decoding: $0, as: UTF8.self).replacingOccurrences(of: old, with: new).utf8) }
    }

    @Test func aSoundFileIsGivenOut() throws {
        let resources = try Resources()
        #expect(try resources.file.contents(in: resources.folder) == resources.contents)
    }

    @Test func aFileCutShortIsNamed() throws {
        let message = try Resources(change: { $0.prefix(9) }).message()
        #expect(message.contains("Fitted/numbers.json"))
        #expect(message.contains("9 bytes of 26"))
    }

    @Test func aFlippedByteIsNamed() throws {
        let message = try Resources(change: Self.replacing("2", "4")).message()
        #expect(message.contains("Fitted/numbers.json"))
        #expect(message.contains("checksum"))
    }

    @Test func aMissingFileIsNamed() throws {
        #expect(try Resources(change: { _ in nil }).message().contains("Fitted/numbers.json"))
    }

    @Test func aMissingManifestIsNamed() throws {
        #expect(try Resources(manifest: { _ in nil }).message().contains("Fitted/manifest.json"))
    }

    @Test func anotherFormatIsNamed() throws {
        let message = try Resources(manifest: Self.replacing("\"format\" : 1", "\"format\" : 7"))
            .message()
        #expect(message.contains("Fitted/manifest.json") && message.contains("format 7"))
    }

    @Test func aFileThatIsNotListedIsNamed() throws {
        let message = try Resources(manifest: Self.replacing("numbers.json", "other.json"))
            .message()
        #expect(message.contains("Fitted/numbers.json") && message.contains("not listed"))
    }

    /// What ships is what is listed, and all of it; 8 MB at most.
    @Test func theBundleIsComplete() throws {
        let folder = try BundledFile.folder().appendingPathComponent("Fitted")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0 != BundleManifest.fileName }
        #expect(names.sorted() == ["accuracy-surrogate.json", "latency-models.json"])
        var bytes = 0
        for name in names { bytes += try BundledFile("Fitted/\(name)").contents().count }
        #expect(bytes < 8_000_000)
    }
}
