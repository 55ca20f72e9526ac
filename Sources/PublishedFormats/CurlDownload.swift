import Foundation

/// Downloads one file with the `curl` command, continuing what an earlier attempt left. A child
/// process, because linking a networking library would slow every start of the program.
struct CurlDownload {
    /// The command.
    let curl: URL
    /// Whether curl draws its progress on stderr.
    let showsProgress: Bool

    /// What became of an attempt.
    struct Outcome: Equatable {
        /// curl's exit status.
        var status: Int32
        /// The server's last status, or 0 where it gave none.
        var httpStatus: Int
        /// curl's own words.
        var message: String
    }

    /// Finds curl on the search path, or nil.
    static func locate(searchPath: String?) -> URL? {
        (searchPath ?? "").split(separator: ":").lazy
            .map {
                URL(fileURLWithPath: String($0), isDirectory: true).appendingPathComponent("curl")
            }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }

    /// Downloads to a file; what lies there already is taken as its beginning.
    func run(_ address: URL, to file: URL) throws -> Outcome {
        let size = try Self.size(of: file)
        let outcome = try attempt(address, to: file)
        // 33: the server can't continue; 22 with 416: there is nothing beyond what is here; 36: the
        // offset is wrong. Then the beginning is not to be trusted.
        let cannotContinue =
            [33, 36].contains(outcome.status) || (outcome.status == 22 && outcome.httpStatus == 416)
        guard size > 0, cannotContinue else { return outcome }
        try FileManager.default.removeItem(at: file)
        return try attempt(address, to: file)
    }

    private func attempt(_ address: URL, to file: URL) throws -> Outcome {
        let process = Process()
        process.executableURL = curl
        process.arguments =
            [
                "--fail", "--location", "--proto", "=https,http", "--max-redirs", "5",
                "--connect-timeout", "20", "--speed-limit", "1000", "--speed-time", "60",
                "--max-filesize", "4000000000", "--continue-at", "-", "--output", file.path,
                "--write-out", "%{http_code}", "--show-error",
                showsProgress ? "--progress-bar" : "--silent", "--globoff", "--url",
                address.absoluteString,
            ]
        let output = Pipe()
        let errors = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        if !showsProgress { process.standardError = errors }
        try process.run()
        let message =
            showsProgress
            ? ""
            : String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        let written = String(
            decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus, httpStatus: Int(written.suffix(3)) ?? 0,
            message: message.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    private static func size(of file: URL) throws -> Int {
        guard FileManager.default.fileExists(atPath: file.path) else { return 0 }
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
        return (attributes[.size] as? NSNumber)?.intValue ?? 0
    }
}
