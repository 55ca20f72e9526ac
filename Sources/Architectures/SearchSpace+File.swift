import Digests
import FileSystem
import Foundation
import SearchSpaces

extension SearchSpace {
    /// The name of the space that ships with the program, of which benchmarks were published.
    public static let publishedName = "nasbench201"

    /// Whether this is NAS-Bench-201, for which there are published tables, bundled models and
    /// devices.
    public var isNASBench201: Bool { name == Self.publishedName }

    /// The definition as it is kept and compared: JSON with sorted keys.
    package var canonicalDefinition: String {
        get throws {
            return String(decoding: try JSONEncoder.compact.encode(definition), as: UTF8.self)
        }
    }

    /// What tells two spaces of the same name apart: everything of the definition but its title.
    package var digest: String {
        get throws {
            var definition = definition
            definition.title = ""
            return SHA256.hexadecimal(Array(try JSONEncoder.compact.encode(definition)))
        }
    }

    /// A longer file is no definition.
    private static let largestFile = 1 << 18

    /// Reads a definition file, or takes the bundled space of that name.
    /// - Parameter path: Absolute or relative to the working folder.
    /// - Throws: ``SearchSpaceError`` where it can't be read or used, `BundledFileError`.
    public init(file path: String) throws {
        func refusal(_ reason: String) -> SearchSpaceError {
            .invalidDefinition(source: path.isEmpty ? "''" : path, reason: reason)
        }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            if path == Self.publishedName {
                self = try .nasBench201()
                return
            }
            throw refusal("there is no such file; name one like nasbench201.json")
        }
        if isFolder.boolValue { throw refusal("this is a folder; name the file in it") }
        let attributes = try? FileManager.default.attributesOfItem(
            atPath: (path as NSString).resolvingSymlinksInPath)
        guard attributes?[.type] as? FileAttributeType == .typeRegular else {
            throw refusal("this is a device or a pipe; name a file")
        }
        if let size = attributes?[.size] as? Int, size > Self.largestFile {
            throw refusal("\(size) bytes are too many for a definition of a space")
        }
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw refusal(SystemError.reason(of: error))
        }
        try self.init(checking: data, source: path)
    }

    /// Reads somebody's definition, which may not take the bundled space's name for another one.
    package init(checking json: Data, source: String) throws {
        try self.init(json: json, source: source)
        guard isNASBench201 else { return }
        let bundled = try SearchSpace.nasBench201()
        guard try digest == bundled.digest else {
            throw SearchSpaceError.invalidDefinition(
                source: source,
                reason: "\"name\" is \(Self.publishedName), but this is another space than the one "
                    + "of that name; give it a name of its own")
        }
    }
}
