import Foundation
import Measuring
import NASSearch
import PlainText

/// What the folder of a plan says to whoever carries it.
struct PlanGuide {
    let folder: PlanFolder
    let plan: MeasuringPlan
    /// Of networks.
    let count: Int

    private var name: String { URL(fileURLWithPath: folder.path).lastPathComponent }

    /// The command that works off the plan on the device, where Python is.
    var pythonCommand: String { "python3 \(RunnerScript.planScript)" }

    /// The command around the native benchmark, in the shell of a phone.
    var nativeCommand: String? {
        folder.format.native.map { "sh \($0.script) ./\($0.program)" }
    }

    /// A few lines, with the exact commands.
    var text: String {
        let header = plan.header
        let batch = header.batch == 1 ? "one image" : "\(header.batch) images"
        var lines = [
            "\(NumberFormat.count(count, of: "network")) of \(plan.workspace.space.name) to time on "
                + "\(header.device): \(header.dataset), \(header.graph), \(batch) a run, random weights.",
            "networks/ has them as files, which results.csv lists with their indices and cells.",
            "",
            "1. Copy this folder to \(header.device).",
            "2. There, where Python is:  python3 -m pip install \(folder.script.package)",
            "                            \(pythonCommand)   (--threads 4; --help says more)",
        ]
        if let native = folder.format.native, let nativeCommand {
            lines += [
                "   In a phone's shell, with \(native.program) copied into this folder:  \(nativeCommand)",
                "   such as:  adb push \(name) /data/local/tmp && adb shell sh "
                    + "/data/local/tmp/\(name)/\(native.script) /data/local/tmp/\(name)/\(native.program)",
            ]
        }
        lines += [
            "   By any other means: milliseconds into the last column of results.csv; rows may stay empty.",
            "   Whatever was interrupted goes on with the same command.",
            "3. Bring the folder back; some results are enough:  nas-search data import \(name)",
            "4. nas-search search --device \(header.device) --verify 20",
        ]
        return lines.joined(separator: "\n") + "\n"
    }
}
