/// Why a public collection could not be downloaded.
public struct SourceFetchError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The sort of trouble.
    public enum Kind: Sendable, Hashable {
        /// It can't be downloaded without a browser.
        case needsBrowser
        /// There is no `curl`.
        case noCurl
        /// The server can't be reached.
        case noNetwork
        /// The server answered with an error.
        case refusedByServer
        /// The download broke off; the next one continues it.
        case brokenOff
        /// The file is not the one that was pinned.
        case wrongChecksum
        /// What came is no table.
        case wrongFormat
        /// The file can't be written.
        case unwritable
    }

    /// The sort of trouble.
    public let kind: Kind
    /// The collection's name.
    public let source: String
    /// What failed, on which file, and why.
    public let reason: String
    /// What the user can do, a line each.
    public let remedy: [String]

    /// What failed in one line, then what to do.
    public var description: String {
        (["data fetch \(source): \(reason)"] + remedy.map { "  " + $0 }).joined(separator: "\n")
    }
}
