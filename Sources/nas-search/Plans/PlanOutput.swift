import Architectures
import Foundation
import LatencyPrediction
import NASSearch

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

extension Workspace {
    /// The architectures whose latencies would say most about all others, beside those that are known
    /// of a device.
    /// - Throws: ``Refusal``.
    func nextSamples(_ count: Int, of device: String, seed: UInt64) throws -> [Architecture] {
        let name = try store.device(named: device)?.device.name ?? device
        let known = try latencyTable(of: name)?.covered ?? []
        guard count > 0 else { throw Refusal("--next \(count): expected 1 or more") }
        var generator = SeededGenerator(seed: seed)
        return try SampleSelector(features: CellFeatures(space: space)).chosen(
            count, among: Array(space.architectures), after: known, using: &generator)
    }
}
