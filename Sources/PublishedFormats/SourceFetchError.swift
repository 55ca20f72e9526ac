/// Why a public collection could not be downloaded.
package struct SourceFetchError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The sort of trouble.
    package enum Kind: Sendable, Hashable {
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
    package let kind: Kind
    /// The collection's name.
    package let source: String
    /// What failed, on which file, and why.
    package let reason: String
    /// What the user can do, a line each.
    package let remedy: [String]

    /// What failed in one line, then what to do.
    package var description: String {
        (["data fetch \(source): \(reason)"] + remedy.map { "  " + $0 }).joined(separator: "\n")
    }
}
