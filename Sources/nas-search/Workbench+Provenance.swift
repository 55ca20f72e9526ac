import Architectures
import Foundation
import Reporting

extension Workbench {
    /// How a result comes to be: this process's command, this machine, the files behind tables.
    /// - Parameters:
    ///   - seed: Nil where nothing is random.
    ///   - quantities: The tables that were read; those that the store lacks are bundled models.
    func provenance(seed: UInt64?, quantities: [Quantity]) throws -> Provenance {
        let wanted = Set(quantities)
        let files = try store.imports().compactMap { record -> Provenance.DataFile? in
            let used = record.tables.map(\.quantity).filter(wanted.contains)
            guard !used.isEmpty else { return nil }
            return Provenance.DataFile(
                path: record.path, sha256: record.sha256, bytes: record.bytes,
                tables: used.map { "\($0.kindName) of \($0.subject)" })
        }
        let stored = Set(try store.tables().map(\.quantity))
        let bundled = wanted.subtracting(stored).filter {
            // Nobody misses the energies of a device that has none.
            if case .energy = $0 { false } else { true }
        }.map { "\($0.kindName) of \($0.subject)" }.sorted()
        let models =
            bundled.isEmpty
            ? []
            : [
                Provenance.DataFile(
                    path: "models bundled with nas-search \(ProgramVersion.current)", sha256: nil,
                    bytes: nil, tables: bundled)
            ]
        return Provenance(
            command: Self.commandLine(CommandLine.arguments), seed: seed,
            version: ProgramVersion.current, machine: Self.machine,
            made: Date().formatted(.iso8601), data: files + models)
    }

    /// The command as it can be pasted into a shell.
    static func commandLine(_ arguments: [String]) -> String {
        let plain = CharacterSet(
            charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                + "-_./,:=@%+~")
        let words = arguments.dropFirst().map { word in
            !word.isEmpty && word.unicodeScalars.allSatisfy(plain.contains)
                ? word : "'\(word.replacingOccurrences(of: "'", with: "'\\''"))'"
        }
        return (["nas-search"] + words).joined(separator: " ")
    }

    /// The processor, its cores and the system.
    private static var machine: String {
        let information = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let model = information.split(separator: "\n").first { $0.hasPrefix("model name") }
            .flatMap { $0.split(separator: ":").last }
            .map { $0.trimmingCharacters(in: .whitespaces) }
        let cores = ProcessInfo.processInfo.activeProcessorCount
        return "\(model ?? "processor unknown"), \(cores) cores, "
            + ProcessInfo.processInfo.operatingSystemVersionString
    }
}
