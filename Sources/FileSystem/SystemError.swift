import Foundation

/// What the system says when it can't do something with a file.
package struct SystemError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The system's number, such as `ENOSPC`.
    package let code: Int32

    /// An error of that number.
    package init(code: Int32) { self.code = code }

    /// The error that the last system call of this thread left.
    static var last: SystemError { SystemError(code: errno) }

    /// In the system's words, such as 'No space left on device'.
    package var description: String { String(cString: strerror(code)) }

    /// Why something failed, in words for people: Foundation's errors say a domain and a number.
    package static func reason(of error: any Error) -> String {
        if let error = error as? SystemError { return error.description }
        let bridged = error as NSError
        if bridged.domain == NSPOSIXErrorDomain {
            return SystemError(code: Int32(bridged.code)).description
        }
        if let underlying = bridged.userInfo[NSUnderlyingErrorKey] as? any Error {
            return reason(of: underlying)
        }
        guard bridged.domain == NSCocoaErrorDomain else { return "\(error)" }
        switch CocoaError.Code(rawValue: bridged.code) {
        case .fileNoSuchFile, .fileReadNoSuchFile: return SystemError(code: ENOENT).description
        case .fileReadNoPermission, .fileWriteNoPermission:
            return SystemError(code: EACCES).description
        case .fileWriteOutOfSpace: return SystemError(code: ENOSPC).description
        case .fileWriteFileExists: return SystemError(code: EEXIST).description
        case .fileWriteVolumeReadOnly: return SystemError(code: EROFS).description
        case .fileReadCorruptFile: return "it is damaged"
        case .fileReadInapplicableStringEncoding: return "it is not text in UTF-8"
        default: return "the system does not say why (code \(bridged.code))"
        }
    }
}
