import Digests
import FileSystem
import Foundation

/// What a folder of the bundle holds, with checksums: `manifest.json` in that folder.
///
/// A file of such a folder is given out only where it is byte for byte the one that was listed, so
/// that a copy cut short or a disk gone bad is noticed before its numbers are believed.
public struct BundleManifest: Sendable, Hashable, Codable {
    /// A listed file.
    public struct Entry: Sendable, Hashable, Codable {
        /// Its name in the folder.
        public var file: String
        /// Its length.
        public var bytes: Int
        /// SHA-256 of its bytes in hexadecimal.
        public var sha256: String
        /// What makes it again.
        public var command: String
        /// How far its models are off on what was kept out of their fit, or its measurements on
        /// what was measured again: for each device or table, figures by name.
        public var errors: [String: [String: Double]]

        /// Lists a file with these contents.
        public init(
            file: String, contents: Data, command: String, errors: [String: [String: Double]]
        ) {
            self.file = file
            bytes = contents.count
            sha256 = SHA256.hexadecimal([UInt8](contents))
            self.command = command
            self.errors = errors
        }
    }

    /// The version of the file format that this program reads.
    public static let supportedFormat = 1
    /// The name of a manifest in its folder.
    public static let fileName = "manifest.json"

    /// Version of the file format.
    public var format: Int
    /// The files, by name.
    public var files: [Entry]

    /// Lists files.
    public init(_ files: [Entry]) {
        format = Self.supportedFormat
        self.files = files.sorted { $0.file < $1.file }
    }

    /// Reads a manifest.
    /// - Throws: ``BundledFileError`` where it is missing or damaged.
    init(at location: URL) throws {
        do {
            self = try JSONDecoder().decode(
                BundleManifest.self, from: Data(contentsOf: location))
        } catch let error as DecodingError {
            throw BundledFileError(path: location.path, reason: "damaged: \(error)")
        } catch {
            throw BundledFileError(path: location.path, reason: SystemError.reason(of: error))
        }
        guard format == Self.supportedFormat else {
            throw BundledFileError(
                path: location.path,
                reason: "format \(format), but this program reads format \(Self.supportedFormat)")
        }
    }

    /// Checks a file's contents.
    /// - Parameters:
    ///   - name: The file's name in the folder.
    ///   - location: How messages name it.
    /// - Throws: ``BundledFileError`` where they are not what is listed.
    func check(_ contents: Data, name: String, location: URL) throws {
        let remedy = "copy the resource folder again, or build again"
        guard let entry = files.first(where: { $0.file == name }) else {
            throw BundledFileError(
                path: location.path, reason: "not listed in \(Self.fileName); \(remedy)")
        }
        guard contents.count == entry.bytes else {
            throw BundledFileError(
                path: location.path,
                reason: "damaged: \(contents.count) bytes of \(entry.bytes); \(remedy)")
        }
        guard SHA256.hexadecimal([UInt8](contents)) == entry.sha256 else {
            throw BundledFileError(
                path: location.path,
                reason: "damaged: its checksum is not the listed one; \(remedy)")
        }
    }

    /// The file's bytes: keys sorted, the same for the same files.
    public func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self) + Data("\n".utf8)
    }
}
