/// Why a file could not be read.
package struct PublishedFormatError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The sort of trouble.
    package enum Kind: Sendable, Hashable {
        /// The file or folder can't be opened.
        case unreadable
        /// The contents are none of the known formats.
        case unrecognised
        /// The contents would have to be run as code, or exceed a limit.
        case refused
        /// The format is known, but the contents are not what it prescribes.
        case damaged
        /// The options don't fit the files.
        case ambiguous
    }

    /// The sort of trouble.
    package let kind: Kind
    /// The file or folder.
    package let path: String
    /// Where in the file, such as `line 3, column 2` or `byte 17`; nil where it is the whole.
    package let position: String?
    /// What was expected and what was found.
    package let reason: String
    /// What the user can do about it.
    package let remedy: String
    /// What a program may add to the remedy.
    package let hint: Hint?

    /// What the user meant, or has to say.
    package enum Hint: Sendable, Hashable {
        /// The file is a store of this program.
        case isStore
        /// Nothing names the device.
        case deviceIsMissing
    }

    /// One line for the user.
    package var description: String {
        "\(path): " + (position.map { "\($0): " } ?? "") + "\(reason); \(remedy)"
    }

    init(_ problem: ContentProblem, path: String) {
        self.init(
            kind: problem.kind, path: path, position: problem.position, reason: problem.reason,
            remedy: problem.remedy, hint: problem.hint)
    }

    init(
        kind: Kind, path: String, position: String? = nil, reason: String, remedy: String,
        hint: Hint? = nil
    ) {
        self.hint = hint
        self.kind = kind
        self.path = path
        self.position = position
        self.reason = reason
        self.remedy = remedy
    }
}

/// Why the contents of a file can't be used, before anybody says which file it is.
struct ContentProblem: Error, Hashable {
    let kind: PublishedFormatError.Kind
    let position: String?
    let reason: String
    let remedy: String
    var hint: PublishedFormatError.Hint?

    static func unrecognised(_ reason: String) -> ContentProblem {
        ContentProblem(
            kind: .unrecognised, position: nil, reason: reason,
            remedy: "expected CSV, HELP, LatBench, NATS-Bench, mini-nasbench or results of a plan")
    }

    /// A file of another sort, which has a name.
    static func foreign(
        _ name: String, remedy: String, hint: PublishedFormatError.Hint? = nil
    ) -> ContentProblem {
        ContentProblem(
            kind: .unrecognised, position: nil, reason: name, remedy: remedy, hint: hint)
    }

    /// The same, as what is no table: a folder passes over it.
    var asUnrecognised: ContentProblem {
        ContentProblem(kind: .unrecognised, position: position, reason: reason, remedy: remedy)
    }

    static func damaged(_ position: String?, _ reason: String, remedy: String? = nil)
        -> ContentProblem
    {
        ContentProblem(
            kind: .damaged, position: position, reason: reason,
            remedy: remedy ?? "get the file again from its source")
    }

    static func refused(
        _ position: String?, _ reason: String, remedy: String? = nil
    ) -> ContentProblem {
        ContentProblem(
            kind: .refused, position: position, reason: reason,
            remedy: remedy
                ?? "only plain data is read from such files; save the table as CSV to import it")
    }
}
