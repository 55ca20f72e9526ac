import ArgumentParser
import Foundation
import NASSearch

/// Where the plan for a device that can't be reached goes.
enum PlanOutput {
    /// One file, for a script that builds the networks itself.
    case file(OutputFile)
    /// A folder with everything.
    case folder(PlanFolder)

    /// Checks the place.
    /// - Throws: ``Refusal``, `RequestError`.
    init(_ path: String, format: PlanFormat?, _ runner: RunnerChoice?, _ isForced: Bool) throws {
        if Self.isFolder(path, format: format) {
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

    /// Whether a path of `--plan` is a folder's: a single plan's ends in `.jsonl`, or in some other
    /// ending where no format of files is asked for.
    static func isFolder(_ path: String, format: PlanFormat?) -> Bool {
        if path.hasSuffix(".jsonl") { return false }
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
            return isFolder.boolValue
        }
        return format != nil || path.hasSuffix("/")
            || URL(fileURLWithPath: path).pathExtension.isEmpty
    }
}

extension PlanFormat: ExpressibleByArgument {}
