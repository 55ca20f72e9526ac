import NASSearch
import PlainText
import Reporting

extension Sentences {
    /// A remark of the library.
    static func text(of remark: Remark) -> String {
        switch remark {
        case .adaptation(let samples, let sampling):
            "as `nas-search adapt` left it, with "
                + NumberFormat.count(samples, of: "\(sampling.rawValue) sample")
        case .outdatedAdaptation(let samples, let newLatencies):
            "not what `nas-search adapt` left, with \(samples) samples: \(newLatencies) more "
                + "latencies are known since"
        case .bundledModelAlone: "\(remark); `nas-search data import` adds tables"
        case .partialAccuracies: "\(remark): --accuracy surrogate searches all"
        case .onlyKnownAccuracies: "\(remark)"
        case .surrogateInstead: "\(remark): --accuracy table searches these alone"
        case .noOracle:
            "none: `nas-search data import FOLDER` takes tables in, `nas-search data fetch` lists "
                + "where they are published"
        case .measureNext(let device, let indices, _): measureNext(remark, device, indices)
        case .emptyPools:
            "\(remark): --allow-same-hardware or --allow-duplicates takes the others in"
        case .otherInput(let mismatch):
            "\(remark)"
                + (mismatch.known != nil && mismatch.isLocal
                    ? "; --device \(LocalDevice.requestName) measures them" : "")
        case .unpaired:
            "\(remark); to measure in turns with references, give this machine another name with "
                + "--device"
        case .newName:
            "\(remark): --here says that this is meant; for another machine use --host USER@HOST, or "
                + "--plan and `data import`"
        case .otherHost: "\(remark)"
        case .strangeScale: "\(remark) with --unit ns|us|ms|s and --overwrite"
        }
    }

    private static func measureNext(_ remark: Remark, _ device: String, _ indices: [Int]) -> String
    {
        let words = "--device \(device) \(indices.map(String.init).joined(separator: " "))"
        return
            "\(remark): the same command with `--plan FOLDER` writes what to carry to \(device), "
            + "`nas-search data template \(words)` prints a CSV to fill in; then import, and run this "
            + "command again"
    }

    /// What a report's reader can do.
    static func text(of remark: ReportRemark) -> String {
        switch remark {
        case .hidesBelow(let accuracy): "--min-accuracy \(accuracy)"
        case .tableIsKnown: "`--latency oracle` needs no prediction"
        }
    }

    /// What was kept of work that was stopped, and how to go on.
    static func text(of stop: Cancelled) -> String {
        switch stop {
        case .adapting(let samples):
            "after \(samples) samples; what the device had before is unchanged, and the same command "
                + "goes on from what was trained"
        case .evaluating(let draws):
            "after \(draws) draws; those of trained estimators are kept, and the same command goes on "
                + "from there"
        case .measuring(let networks):
            "\(NumberFormat.count(networks, of: "network")) measured now are kept in the store; the "
                + "same command goes on from there"
        case .predicting(let name): "while \(name) predicted; nothing of it is kept"
        case .searching(let evaluations, nil):
            "after \(evaluations) evaluations; none was recorded"
        case .searching(let evaluations, let run?):
            "\(evaluations) evaluations are kept in run \(run); continue with "
                + "`nas-search search --resume \(run)`"
        }
    }
}
