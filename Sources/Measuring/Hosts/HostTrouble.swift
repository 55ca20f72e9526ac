/// Why something failed on another machine, and what the user can do, by what ssh and the machine
/// said.
package struct HostTrouble: Sendable, Hashable {
    /// The sort of trouble.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case unknownHost, noRoute, refused, noAnswer, noKey, keyChanged, keyUnknown, lost
        case noPython, noProgram, noPackage, wrongArchitecture, diskFull
    }

    /// The sort of trouble.
    package let kind: Kind
    /// What happened.
    package let cause: String
    /// What to do.
    package let remedy: String

    /// In one line.
    package var description: String { "\(cause): \(remedy)" }

    /// Words by which each kind is known, the more telling kinds first.
    private static let signs: [(Kind, [String])] = [
        (.keyChanged, ["remote host identification has changed"]),
        (.keyUnknown, ["host key verification failed", "no matching host key"]),
        (.noKey, ["permission denied (", "too many authentication failures"]),
        (.unknownHost, ["could not resolve hostname", "name or service not known"]),
        (.noRoute, ["no route to host", "network is unreachable"]),
        (.refused, ["connection refused"]),
        (.diskFull, ["no space left on device", "disk quota exceeded"]),
        (.noPackage, ["modulenotfounderror", "no module named"]),
        (
            .wrongArchitecture,
            [
                "exec format error", "wrong elf class", "cannot execute binary",
                "illegal instruction", "invalid elf header",
            ]
        ),
        (.noPython, ["python3: not found", "python3: command not found", "python: not found"]),
        (.noAnswer, ["timed out", "timeout, server", "not responding"]),
        (
            .lost,
            [
                "closed by remote host", "broken pipe", "connection reset", "shared connection",
                "connection closed", "lost connection", "read from master failed",
            ]
        ),
    ]

    /// Reads what was said.
    /// - Parameters:
    ///   - words: The last lines on standard error, or the runner's own message.
    ///   - status: ssh's exit status, which is 255 where ssh itself failed and else the runner's.
    ///   - host: The machine.
    ///   - package: The Python package that the runner needs; nil where it needs none.
    /// - Returns: Nil where nothing is known about it.
    package init?(
        words: String, status: Int32?, host: RemoteHost, package: String? = nil
    ) {
        let said = words.lowercased() + "\n"
        let known = Self.signs.first { kind, signs in
            (kind != .noPackage || package != nil) && signs.contains { said.contains($0) }
        }?.0
        switch (known, status) {
        case (let known?, _): kind = known
        case (nil, 127): kind = said.contains("python") ? .noPython : .noProgram
        case (nil, 126), (nil, 132): kind = .wrongArchitecture
        case (nil, 255): kind = .lost
        default: return nil
        }
        (cause, remedy) = Self.explanation(of: kind, host, package: package)
    }

    private static func explanation(
        of kind: Kind, _ host: RemoteHost, package: String?
    ) -> (String, String) {
        switch kind {
        case .unknownHost:
            ("there is no host \(host)", "check the spelling, or give its address in the network")
        case .noRoute:
            (
                "no way leads to \(host)",
                "see whether it is on and in a network that this one reaches"
            )
        case .refused:
            (
                "\(host) is there and nothing answers ssh",
                "start it there (`sudo systemctl enable --now ssh`), or give the port with "
                    + "its address, ssh://USER@HOST:PORT"
            )
        case .noAnswer:
            ("\(host) does not answer", "see whether it is on and its network holds")
        case .noKey:
            (
                "\(host) takes none of the keys that ssh has here",
                "`ssh-copy-id \(host)` brings one there; one with a passphrase needs `ssh-add` first"
            )
        case .keyChanged:
            (
                "\(host) shows another key than it used to: it was set up anew, or another machine "
                    + "has its address",
                "where the first is so, `ssh-keygen -R` with its name forgets the old key, and "
                    + "`ssh \(host)` once takes the new one"
            )
        case .keyUnknown:
            ("the key of \(host) is not known here", "`ssh \(host)` once shows and takes it")
        case .lost:
            (
                "the connection to \(host) was lost, or what ran there was ended",
                "what was measured is kept, and the same command goes on"
            )
        case .noPython:
            (
                "there is no Python on \(host)",
                "`sudo apt install python3` there brings it, or name another one"
            )
        case .noProgram:
            (
                "what \(host) was to start is not there",
                "give its path on that machine"
            )
        case .noPackage:
            (
                "the Python of \(host) has no \(package ?? "such package")",
                "`ssh \(host) python3 -m pip install \(package ?? "")` brings it; where the system "
                    + "forbids that, `ssh \(host) 'python3 -m venv nas && nas/bin/pip install "
                    + "\(package ?? "")'`, then name nas/bin/python3 as its Python"
            )
        case .wrongArchitecture:
            (
                "what \(host) was to start is built for another processor",
                "install the build for its own there (`ssh \(host) uname -m` says which)"
            )
        case .diskFull:
            (
                "the disk of \(host) is full",
                "free some space there; networks lie in its temporary folder while they run"
            )
        }
    }
}
