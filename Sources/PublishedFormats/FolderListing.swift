import FileSystem
import Foundation

/// Lists what a folder holds, in an order that is the same everywhere.
enum FolderListing {
    /// The most files and folders that are listed; the largest published collection has 32,769.
    static let maximumEntries = 100_000

    /// Every regular file below a folder, sorted by folder and then by name, so that the files of one
    /// folder follow each other. Links to folders are not followed; hidden files, what is neither
    /// file nor folder and folders that can't be read are passed over.
    /// - Throws: ``PublishedFormatError`` where the folder can't be read or holds too much.
    static func files(
        below folder: String, passedOver: inout [PublishedBatch.PassedOver],
        maximumEntries: Int = maximumEntries
    ) throws -> [String] {
        var files: [String] = []
        var pending = [folder]
        var entries = 0
        while let current = pending.popLast() {
            let names: [String]
            do {
                names = try FileManager.default.contentsOfDirectory(atPath: current)
            } catch {
                guard current == folder else {
                    passedOver.append(.init(path: current, reason: SystemError.reason(of: error)))
                    continue
                }
                throw PublishedFormatError(
                    kind: .unreadable, path: current, reason: SystemError.reason(of: error),
                    remedy: "check that you may read the folder")
            }
            entries += names.count
            guard entries <= maximumEntries else {
                throw PublishedFormatError(
                    kind: .refused, path: folder,
                    reason: "more than \(maximumEntries) files and folders lie below it",
                    remedy: "name the folder that holds the tables")
            }
            for name in names {
                let path = current.hasSuffix("/") ? current + name : "\(current)/\(name)"
                if name.hasPrefix(".") {
                    passedOver.append(.init(path: path, reason: "hidden"))
                    continue
                }
                switch FileKind(at: path, followsLinks: false) {
                case .regular: files.append(path)
                case .folder: pending.append(path)
                case .link where FileKind(at: path) == .regular: files.append(path)
                case .link: passedOver.append(.init(path: path, reason: "a link to no file"))
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
}
