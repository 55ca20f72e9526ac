import Foundation

/// What lies at a path.
package enum FileKind {
    case regular
    case folder
    case link
    case pipe
    /// A device or a socket.
    case other

    /// What lies there, or nil where there is nothing.
    /// - Parameter followsLinks: Whether what a link leads to counts.
    package init?(at path: String, followsLinks: Bool = true) {
        var status = stat()
        guard (followsLinks ? stat(path, &status) : lstat(path, &status)) == 0 else { return nil }
        switch status.st_mode & S_IFMT {
        case S_IFREG: self = .regular
        case S_IFDIR: self = .folder
        case S_IFLNK: self = .link
        case S_IFIFO: self = .pipe
        default: self = .other
        }
    }
}
