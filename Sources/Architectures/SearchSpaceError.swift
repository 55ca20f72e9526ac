/// What can be wrong with the description of a space or of an architecture.
public enum SearchSpaceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A definition file can't be used.
    case invalidDefinition(source: String, reason: String)
    /// An architecture's string breaks off or goes wrong at a character.
    case invalidString(String, offset: Int, expected: String)
    /// A published index outside the space.
    case invalidIndex(Int, count: Int)

    /// One line for the user.
    public var description: String {
        switch self {
        case .invalidDefinition(let source, let reason):
            "definition of a space \(source): \(reason)"
        case .invalidString(let string, let offset, let expected):
            "architecture '\(string)': at character \(offset + 1), expected \(expected)"
        case .invalidIndex(let index, let count):
            "architecture index \(index): the space has 0 to \(count - 1)"
        }
    }
}
