/// Why a file of weights was refused.
package enum SafetensorsError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file can't be read.
    case unreadable(String, reason: String)
    /// The file is not what it should be.
    case malformed(String, reason: String)

    /// One line for the user.
    package var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "weights \(path): \(reason)"
        case .malformed(let path, let reason):
            "weights \(path): no usable safetensors file: \(reason)"
        }
    }
}
