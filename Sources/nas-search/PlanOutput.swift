import Architectures
import Foundation
import LatencyPrediction
import Reporting

/// Where the plan for a device that can't be reached goes.
enum PlanOutput {
    /// One file, for a script that builds the networks itself.
    case file(OutputFile)
    /// A folder with everything.
    case folder(PlanFolder)

    /// Checks the place.
    /// - Throws: ``Refusal``.
    init(_ path: String, format: PlanFormat?, _ runner: RunnerChoice?, _ isForced: Bool) throws {
        if PlanFolder.isFolder(path, format: format) {
            self = .folder(try PlanFolder(path, format: format, runner: runner))
        } else {
            if let format, format != .pytorch {
                throw Refusal(
                    "--plan \(path): a single file has no networks in it; name a folder for "
                        + "--format \(format.rawValue)")
            }
            self = .file(try OutputFile(path, option: "--plan", isForced: isForced))
        }
    }
}

extension MeasuringPlan {
    private struct FolderDocument: Encodable {
        let plan: String
        let device: String
        let format: String
        let networks: Int
        let operators: Int
        let sha256: String
    }

    /// Writes a folder and says what to do with it.
    /// - Throws: ``Refusal``, ``OutputFailure``, `ExportError`.
    func write(_ architectures: [Architecture], to folder: PlanFolder) throws {
        if folder.format == .ncnn, header.batch > 1 {
            throw Refusal("--batch \(header.batch): ncnn takes one image at a time")
        }
        let written = try folder.write(self, architectures)
        try keepHeader(written.text)
        if bench.options.json {
            return Console.print(
                try JSONDocument.text(
                    FolderDocument(
                        plan: folder.path, device: header.device, format: folder.format.rawValue,
                        networks: written.networks, operators: written.operators,
                        sha256: written.text.sha256)), terminator: "")
        }
        let guide = PlanGuide(folder: folder, plan: self, count: written.networks)
        var lines = [
            "plan      \(folder.path): \(NumberFormat.count(written.networks, of: "network")) and "
                + "\(written.operators) operators for \(header.device), as "
                + "\(folder.format.rawValue) files with random weights",
            "run       copy the folder to the device, then there:",
            "            python3 -m pip install \(folder.script.package)",
            "            \(guide.pythonCommand)",
        ]
        if let native = guide.nativeCommand {
            lines.append("          or, in a phone's shell: \(native)")
        }
        lines += [
            "          or fill in \(PlanFolder.Name.table); \(PlanFolder.Name.guide) says all this again",
            "then      nas-search data import \(ShellWord.quoted(folder.path))",
        ]
        Console.show(lines)
    }
}

extension Workbench {
    /// The architectures whose latencies would say most about all others, beside those that are known
    /// of a device.
    /// - Throws: ``Refusal``.
    func nextSamples(_ count: Int, of device: String, seed: UInt64) throws -> [Architecture] {
        let name = try store.device(named: device)?.device.name ?? device
        let known = try latencyTable(of: name)?.covered ?? []
        guard count > 0 else { throw Refusal("--next \(count): expected 1 or more") }
        var generator = SeededGenerator(seed: seed)
        do {
            return try SampleSelector(features: CellFeatures(space: space)).chosen(
                count, among: Array(space.architectures), after: known, using: &generator)
        } catch let error as LatencyPredictionError {
            throw Refusal("\(error)")
        }
    }
}
