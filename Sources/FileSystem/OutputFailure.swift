/// A result's file or folder that can't be written after the work.
package struct OutputFailure: Error, CustomStringConvertible {
    /// Where it was to go.
    package let path: String
    /// Why not.
    package let reason: String

    /// Describes a failure.
    package init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    /// One line for the user.
    package var description: String { "\(path): \(reason); nothing was left half-written" }
}
