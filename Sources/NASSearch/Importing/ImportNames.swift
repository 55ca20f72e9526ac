import PublishedFormats
import TabularStore

/// The names that the user gives to devices of imported files.
package struct ImportNames {
    /// The name of the one device that a file does not name.
    package let name: String?
    /// Names for devices that files name otherwise.
    package let renamed: [String: String]

    /// Names the one device of a file, and renames others.
    package init(name: String? = nil, renamed: [String: String] = [:]) {
        self.name = name
        self.renamed = renamed
    }

    /// Checks that every device that gets another name is in one of the files.
    /// - Throws: ``RequestError``.
    package func check(devices: Set<String>) throws {
        for old in renamed.keys.sorted() where !devices.contains(old) {
            throw RequestError.notInFiles(
                device: old, newName: renamed[old] ?? "", there: devices.sorted(),
                nearest: NearestName.suggestions(for: old, among: devices.sorted()))
        }
    }
}
