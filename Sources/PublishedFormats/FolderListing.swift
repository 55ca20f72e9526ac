import FileSystem
import Foundation

/// Lists what a folder holds, in an order that is the same everywhere.
enum FolderListing {
    /// Every regular file below a folder, sorted by folder and then by name, so that the files of one
    /// folder follow each other. Links to folders are not followed; hidden files and what is neither
    /// file nor folder are passed over.
    static func files(
        below folder: String, passedOver: inout [PublishedBatch.PassedOver]
    ) throws -> [String] {
        var files: [String] = []
        var pending = [folder]
        while let current = pending.popLast() {
            let names: [String]
            do {
                names = try FileManager.default.contentsOfDirectory(atPath: current)
            } catch {
                throw PublishedFormatError(
                    kind: .unreadable, path: current, reason: SystemError.reason(of: error),
                    remedy: "check that you may read the folder")
            }
            for name in names {
                let path = current.hasSuffix("/") ? current + name : "\(current)/\(name)"
                if name.hasPrefix(".") {
                    passedOver.append(.init(path: path, reason: "hidden"))
                    continue
                }
                switch kind(of: path) {
                case .typeRegular: files.append(path)
                case .typeDirectory: pending.append(path)
                case .typeSymbolicLink:
                    if kind(of: URL(fileURLWithPath: path).resolvingSymlinksInPath().path)
                        == .typeRegular
                    {
                        files.append(path)
                    } else {
                        passedOver.append(.init(path: path, reason: "a link to no file"))
                    }
                default: passedOver.append(.init(path: path, reason: "not a regular file"))
                }
            }
        }
        return files.map { (folder: self.folder(of: $0), path: $0) }.sorted { $0 < $1 }.map(\.path)
    }

    /// The folder of a path.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The last component of a path.
    static func name(of path: String) -> String {
        String(path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...])
    }

    /// The last component up to its first dot that is not its first character.
    static func baseName(of path: String) -> String {
        let name = name(of: path)
        guard let dot = name.dropFirst().lastIndex(of: ".") else { return name }
        return String(name[..<dot])
    }

    private static func kind(of path: String) -> FileAttributeType? {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.type] as? FileAttributeType
    }
}
