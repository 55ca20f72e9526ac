import Foundation

/// The text files in which the kernel tells about the machine, below a folder that tests can choose.
struct SystemFiles {
    let root: String

    func path(_ name: String) -> String { root.hasSuffix("/") ? root + name : "\(root)/\(name)" }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

    /// A file's text; nil where it is missing or can't be read, which is normal for these.
    func text(_ name: String) -> String? {
        guard let handle = FileHandle(forReadingAtPath: path(name)) else { return nil }
        defer { try? handle.close() }
        guard let data = try? handle.readToEnd() else { return nil }
        return String(decoding: data, as: UTF8.self)
    }

    /// A file's first line without blanks around it; nil where it is empty.
    func line(_ name: String) -> String? {
        let line = text(name)?.split(whereSeparator: { $0 == "\n" || $0 == "\0" }).first
        return line.map { $0.trimmingCharacters(in: .whitespaces) }.flatMap {
            $0.isEmpty ? nil : $0
        }
    }
}
