import FileSystem
import Foundation

/// A file that ships with the program: the definition of a space, or data fitted or measured by
/// this project.
///
/// The files lie in the resource folder that the build puts beside the executable. They are looked
/// up only when asked for, so that commands that need none of them start without touching the disk.
public struct BundledFile: Sendable, Hashable {
    /// The path below the resource folder, such as `Definitions/nasbench201.json`.
    public let path: String

    /// Names a bundled file by its path below the resource folder.
    public init(_ path: String) {
        self.path = path
    }

    /// Folders whose files are checked against a ``BundleManifest``: those with numbers that
    /// nobody would notice to be wrong.
    private static let checkedFolders: Set = ["Fitted", "Measured"]

    /// The file's bytes.
    /// - Throws: ``BundledFileError`` where the file can't be found or read, or is not the one that
    ///   its folder's manifest lists.
    public func contents() throws -> Data { try contents(in: Self.folder()) }

    /// The file's bytes in a given resource folder.
    /// - Throws: As ``contents()``.
    package func contents(in resources: URL) throws -> Data {
        let location = resources.appendingPathComponent(path)
        let data: Data
        do {
            data = try Data(contentsOf: location)
        } catch {
            throw BundledFileError(path: location.path, reason: SystemError.reason(of: error))
        }
        let parts = path.split(separator: "/", maxSplits: 1).map(String.init)
        if parts.count == 2, Self.checkedFolders.contains(parts[0]) {
            let manifest = resources.appendingPathComponent(parts[0])
                .appendingPathComponent(BundleManifest.fileName)
            try BundleManifest(at: manifest).check(data, name: parts[1], location: location)
        }
        return data
    }

    /// What its folder's manifest says of it; nil where it is not listed.
    /// - Throws: ``BundledFileError`` where the manifest is missing or damaged.
    package func listing() throws -> BundleManifest.Entry? {
        let location = try Self.folder().appendingPathComponent(path)
        let manifest = location.deletingLastPathComponent()
            .appendingPathComponent(BundleManifest.fileName)
        return try BundleManifest(at: manifest).files.first {
            $0.file == location.lastPathComponent
        }
    }

    /// The resource folder: `$NAS_SEARCH_RESOURCES`, else the build's folder beside the executable,
    /// else `../share/nas-search` of an installation.
    /// - Throws: ``BundledFileError`` where none of them exists.
    public static func folder() throws -> URL {
        let files = FileManager.default
        var candidates: [URL] = []
        if let named = ProcessInfo.processInfo.environment["NAS_SEARCH_RESOURCES"] {
            candidates.append(URL(fileURLWithPath: named, isDirectory: true))
        } else {
            let executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            let beside = executable.deletingLastPathComponent()
            candidates.append(beside.appendingPathComponent("nas-search_SearchSpaces.resources"))
            candidates.append(
                beside.deletingLastPathComponent().appendingPathComponent("share/nas-search"))
        }
        guard let folder = candidates.first(where: { files.fileExists(atPath: $0.path) }) else {
            throw BundledFileError(
                path: candidates[0].path,
                reason: "the folder does not exist; copy it beside the executable, "
                    + "or name it in NAS_SEARCH_RESOURCES")
        }
        return folder
    }
}

/// A bundled file that is missing or can't be used: the installation is damaged.
public struct BundledFileError: Error, Sendable, CustomStringConvertible {
    /// The file or folder concerned.
    public let path: String
    /// What is wrong with it and what to do.
    public let reason: String

    /// Describes a bundled file that can't be used.
    public init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    /// One line for the user.
    public var description: String { "bundled file \(path): \(reason)" }
}
