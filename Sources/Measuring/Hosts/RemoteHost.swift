/// Another machine on which networks run: one that ssh reaches, or a phone that adb reaches.
package enum RemoteHost: Sendable, Hashable, CustomStringConvertible {
    /// As ssh takes it: `user@host`, `host`, a name of the user's configuration, or
    /// `ssh://user@host:port`.
    case ssh(String)
    /// A serial number, as `adb devices` lists it.
    case adb(String)

    private static let longest = 255
    private static let adbPrefix = "adb:"

    /// Reads a host as it is typed. What could be taken for an option, or for words to a shell, is
    /// none.
    /// - Throws: ``RemoteHostError``.
    package init(_ text: String) throws(RemoteHostError) {
        if text.hasPrefix(Self.adbPrefix) {
            let serial = String(text.dropFirst(Self.adbPrefix.count))
            guard Self.isPlain(serial, besides: "._:-"), !serial.hasPrefix("-") else {
                throw RemoteHostError(text: text)
            }
            self = .adb(serial)
            return
        }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard Self.isPlain(text, besides: "._-@:[]/%+"), parts.count <= 2,
            parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix("-") }),
            !text.hasPrefix("ssh://-"), text.contains(where: { $0.isLetter || $0.isNumber })
        else { throw RemoteHostError(text: text) }
        self = .ssh(text)
    }

    private static func isPlain(_ text: String, besides others: String) -> Bool {
        (1...longest).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy {
                $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0))
                    || others.unicodeScalars.contains($0)
            }
    }

    /// As it is typed.
    package var description: String {
        switch self {
        case .ssh(let destination): destination
        case .adb(let serial): Self.adbPrefix + serial
        }
    }
}

/// A text that is no host.
package struct RemoteHostError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was given.
    package let text: String

    /// One line for the user.
    package var description: String {
        let shown = text.prefix(60).filter { $0.isASCII && !$0.isNewline }
        return "'\(shown)' is no host: expected USER@HOST as ssh takes it, without blanks and "
            + "without '-' in front, or adb:SERIAL as `adb devices` lists it"
    }
}
