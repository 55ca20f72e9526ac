/// What can go wrong while files are exported.
package enum ExportError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The folder can't be made or written to.
    case folder(String, reason: String)
    /// A file is there already.
    case exists(String)
    /// No member of a front is what was asked for.
    case nothingPicked(String)
    /// A file can't be written.
    case write(String, reason: String)
    /// A format takes one image at a time.
    case oneImage(format: String, batch: String)
    /// A format can't hold what is asked for; said with what to do.
    case unsupported(String)

    /// One line for the user.
    package var description: String {
        switch self {
        case .folder(let path, let reason):
            "export folder \(path): \(reason); name another folder"
        case .nothingPicked(let rule):
            "\(rule): no member of the front is that"
        case .exists(let path):
            "\(path) exists already; overwrite it, or name another folder"
        case .oneImage(let format, let batch):
            "batch \(batch): \(format) takes one image at a time"
        case .unsupported(let sentence): sentence
        case .write(let path, let reason):
            "\(path): \(reason); nothing was left half-written"
        }
    }
}
