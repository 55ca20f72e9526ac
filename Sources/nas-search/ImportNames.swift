import PublishedFormats
import TabularStore

/// The names that the user gives to devices of imported files.
struct ImportNames {
    /// The name of the one device that a file does not name.
    let name: String?
    /// Names for devices that files name otherwise.
    let renamed: [String: String]

    /// Reads the values of `--as`: `NAME` once, and `OLD=NEW` any number of times.
    /// - Throws: ``Refusal``.
    init(_ arguments: [String]) throws {
        var name: String?
        var renamed: [String: String] = [:]
        for argument in arguments {
            guard let sign = argument.firstIndex(of: "=") else {
                guard name == nil else {
                    throw Refusal(
                        "--as \(argument): a second name; 'OLD=NEW' renames one device of several")
                }
                name = argument
                continue
            }
            let old = String(argument[..<sign])
            let new = String(argument[argument.index(after: sign)...])
            guard !old.isEmpty, !new.isEmpty, renamed.updateValue(new, forKey: old) == nil else {
                throw Refusal("--as \(argument): expected OLD=NEW, each device once")
            }
        }
        self.name = name
        self.renamed = renamed
    }

    /// Checks that every device that gets another name is in one of the files.
    /// - Throws: ``Refusal``.
    func check(devices: Set<String>) throws {
        for old in renamed.keys.sorted() where !devices.contains(old) {
            let there = devices.sorted().prefix(5).joined(separator: ", ")
            throw Refusal(
                "--as \(old)=\(renamed[old] ?? ""): no file has a device '\(old)'"
                    + (there.isEmpty ? "" : "; there are \(there)")
                    + NearestName.question(for: old, among: devices.sorted()))
        }
    }
}
