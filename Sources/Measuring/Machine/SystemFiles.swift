import Foundation

/// The text files in which the kernel tells about a machine: below a folder, or as another machine
/// sent them.
package struct SystemFiles {
    private enum Source {
        case folder(String)
        case texts([String: String])
    }

    private let source: Source

    /// The files below a folder.
    package init(root: String) {
        source = .folder(root.hasSuffix("/") ? root : "\(root)/")
    }

    /// Texts by their names below the root.
    init(texts: [String: String]) {
        source = .texts(texts)
    }

    func exists(_ name: String) -> Bool {
        switch source {
        case .folder(let root): FileManager.default.fileExists(atPath: root + name)
        case .texts(let texts): texts[name] != nil
        }
    }

    /// A file's text; nil where it is missing or can't be read, which is normal for these.
    func text(_ name: String) -> String? {
        switch source {
        case .texts(let texts): return texts[name]
        case .folder(let root):
            guard let handle = FileHandle(forReadingAtPath: root + name) else { return nil }
            defer { try? handle.close() }
            guard let data = try? handle.readToEnd() else { return nil }
            return String(decoding: data, as: UTF8.self)
        }
    }

    /// A file's first line without blanks around it; nil where it is empty.
    package func line(_ name: String) -> String? {
        let line = text(name)?.split(whereSeparator: { $0 == "\n" || $0 == "\0" }).first
        return line.map { $0.trimmingCharacters(in: .whitespaces) }.flatMap {
            $0.isEmpty ? nil : $0
        }
    }
}
