import LatencyPrediction
import ModelExport
import NASSearch
import Reporting
import TabularStore

/// What the library says, in sentences that name this program's commands and options.
enum Sentences {
    /// An error of any library.
    static func explain(_ error: any Error) -> String {
        switch error {
        case let error as RequestError: text(of: error)
        case let error as StoreFailure: text(of: error.error)
        case let error as StoreError: text(of: error)
        case let error as ExportError: text(of: error)
        default: "\(error)"
        }
    }

    private static func text(of error: StoreError) -> String {
        switch error {
        case .unreachable, .foreign, .newer, .readOnly, .spaceMismatch: "\(error) with --store"
        case .keepsRuns: "\(error) with --as"
        case .otherMachine: "\(error) with --device"
        case .originMismatch:
            "\(error)".replacing("another name, or", with: "another name with --as, or")
                + " with --overwrite"
        case .conflict(let conflict):
            conflict.text(
                remedy: "import with --overwrite to replace what is there, or give your device "
                    + "another name")
        default: "\(error)"
        }
    }

    private static func text(of error: ExportError) -> String {
        switch error {
        case .folder(let path, let reason):
            "export folder \(path): \(reason); name another with --output or --export"
        case .exists(let path):
            "\(path) exists already; --force overwrites it, or name another folder"
        case .nothingPicked:
            "--pick \(error); `runs show RUN --export DIR --pick …` exports others"
        case .oneImage(let format, _):
            "--\(error); leave \(format) out of --format, or --batch"
        default: "\(error)"
        }
    }

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

    /// A request that was refused. What names no option the library says itself.
    static func text(of error: RequestError) -> String {
        switch error {
        case .unknownDevice(let name, let nearest, let known):
            "unknown device '\(name)'\(RequestError.question(nearest)); `nas-search devices` lists all "
                + "\(known)"
        case .unusableName(_, let file): "\(error)" + (file == nil ? "" : "; --as gives another")
        case .nameTaken(let name, let owner, let numbers): nameTaken(name, owner, numbers)
        case .measuredElsewhere(let device):
            "\(device) was measured from a plan, on another machine" + otherWays
        case .otherMachine: "\(error) with --device"
        case .otherSetting(let setting, let value, let device):
            "\(device) was measured with --\(setting.rawValue) \(value), which is part of the device: "
                + "leave the option out, or name another device"
        case .notLocal(let device, let setting):
            "--\(setting.rawValue) is for devices that are measured on this machine or on --host, and "
                + "\(device) is not" + otherWays
        case .host(let problem): text(of: problem)
        case .otherMachineInFile: "\(error) with --as OLD=NEW"
        case .commandNotGiven(let device, let command):
            "\(device) was measured with a command, and a command runs only where it is given, never "
                + "because a store remembers it: if it is yours, add --runner "
                + ShellWord.quoted(command)
        case .unrepeatable(let device, let reason):
            "what the store holds of \(device) can't be repeated: \(text(of: reason))"
        case .setting(let setting, let value, let problem):
            "--\(setting.rawValue) \(value)" + Self.problem(problem, "\(error)", value, setting)
        case .noBuiltinRunner:
            "this program's own file can't be found to start the built-in runner"
        case .planForThisMachine:
            "--plan is for another machine: give the device a name of its own with --device"
        case .statisticOfPlan(let statistic):
            "--statistic \(statistic) is for measuring here; what another machine measures is paired, "
                + "or with --statistic interquartile-mean the machine as it is"
        case .runnerWithoutPlans(let runner):
            "--plan with --runner \(runner): PyTorch's script alone works off a plan in one file; leave "
                + "out --runner, or name a folder, which holds the networks"
        case .storeNotWritable: "\(error): name another file with --store"
        case .noLatencies(let device, let purpose): lacks(device, purpose)
        case .noOracle(let device, let known, let isLocal):
            "compare needs the oracle, and the store has only \(known) latencies of \(device)"
                + (isLocal
                    ? "; `nas-search measure --device \(device) --architectures all` measures the rest"
                    : "")
        case .noEnergies(let device, let limit, let others): energies(device, limit, others)
        case .noAccuracies(let key, let choice, let known, let count):
            accuracies(
                "\(key.dataset), \(key.split.rawValue), \(key.epochs) epochs", choice, known, count)
        case .unusableStore(let failure): text(of: failure.error)
        case .noBundledDevices: "bundled: \(error)"
        default:
            modelText(of: error) ?? searchText(of: error) ?? importText(of: error) ?? "\(error)"
        }
    }

    /// The three ways on from a device that can't be measured as it was asked for.
    private static let otherWays =
        ": measure it over ssh or adb under a name of its own (--host USER@HOST), carry a plan to it "
        + "(measure --plan FOLDER), or measure this machine (--device \(LocalDevice.requestName))"

    private static func text(of problem: HostProblem) -> String {
        switch problem {
        case .notThisMachine: "\(problem), such as --device my-board"
        case .notGiven(_, let host):
            "\(problem): add --host \(ShellWord.quoted(host)) where it is yours, or measure this "
                + "machine with --device "
                + LocalDevice.requestName
        case .notGivenForRun(let host):
            "\(problem): add --host \(ShellWord.quoted(host)), where it is yours"
        case .builtinRunner:
            "--host \(problem) with --runner: "
                + RunnerChoice.names.filter { $0 != RunnerChoice.builtin.argument }
                .joined(separator: ", ") + ", or a command of that machine"
        case .needsBenchmark:
            "--host \(problem), such as --runner /data/local/tmp/benchncnn"
        }
    }

    private static func nameTaken(
        _ name: String, _ owner: RequestError.Owner, _ numbers: RequestError.NewNumbers
    ) -> String {
        let here = LocalDevice.requestName
        return switch (numbers, owner) {
        case (.measuredOn(let host), _):
            "\(name) is another device already; give what \(host) measures a name of its own with "
                + "--device"
        case (.measuredHere, .published):
            "\(name) is a published device, not measured here" + otherWays
        case (.measuredHere, .imported(let origin)):
            "the latencies of \(name) were \(origin == .published ? "published" : "imported"), not "
                + "measured here" + otherWays
        case (.measuredHere, .bundled(let circumstances)):
            "\(name) was measured on the project's machine (\(circumstances)) and ships with the "
                + "program; to measure this machine, use \(here) or a new name"
        case (.plan, .bundled):
            "--device \(name) was measured on the project's machine and ships with the program; give "
                + "the one that is measured another name"
        case (.plan, _):
            "--device \(name) is a published device; give the one that is measured another name"
        case (.file(let path), _):
            "\(path): \(name) is a published device; give yours another name with --as"
        }
    }

    /// The end of a sentence on a setting.
    private static func problem(
        _ problem: RequestError.SettingProblem, _ plain: String, _ value: String,
        _ setting: MeasuringSetting
    ) -> String {
        switch problem {
        case .ofBuiltinRunner(let other): " is for the built-in runner; \(other) has its own"
        case .holdsOneNetwork(let runner):
            ": the runner \(runner) holds one network at a time (it does not offer the feature "
                + "interleave); leave the option out"
        case .oneImage(let runner): ": \(runner) takes one image at a time; leave --batch out"
        default: String(plain.dropFirst("\(setting.rawValue) \(value)".count))
        }
    }

    private static func lacks(_ device: String, _ purpose: RequestError.Purpose) -> String {
        switch purpose {
        case .model(let name):
            "\(name) needs latencies of \(device), and the store has none: take them in with "
                + "`nas-search data import`, or use --latency bundled; `nas-search data template` says "
                + "what to measure"
        case .pool(let name):
            "--pool \(name): the store has no latencies of \(device); take them in with "
                + "`nas-search data import FOLDER`"
        case .comparison:
            "compare needs the oracle, and the store has no table of \(device): take tables in with "
                + "`nas-search data import FOLDER`"
        case .verification(let count):
            "--verify \(count): the store has no table of \(device) to look latencies up in; take one "
                + "in with `nas-search data import FOLDER`"
        }
    }

    private static func energies(_ device: String, _ limit: Double?, _ others: [String]) -> String {
        (limit.map { "--max-energy \(NumberFormat.typed($0))" } ?? "--objective energy")
            + ": the store has no energies of \(device); "
            + (others.isEmpty
                ? "a CSV column \(device)_energy in mJ brings them by `nas-search data import`"
                : "it has those of \(others.joined(separator: ", "))")
    }

    private static func accuracies(
        _ what: String, _ choice: AccuracyChoice?, _ known: Int?, _ count: Int
    ) -> String {
        switch (choice, known) {
        case (.table, _):
            "--accuracy table: the store has no accuracies for \(what); take them in with "
                + "`nas-search data import FOLDER`, or use --accuracy surrogate"
        case (.surrogate, _):
            "--accuracy surrogate: the bundled surrogate knows 200 epochs only, not \(what)"
        case (nil, let known?):
            "accuracies for \(what): the store has \(known) of \(count), and the bundled surrogate "
                + "knows 200 epochs only; --accuracy table searches these \(known) alone"
        case (nil, nil):
            "no accuracies for \(what): the store has no table of them, and the bundled surrogate "
                + "knows 200 epochs only; `nas-search data import FOLDER` takes tables in"
        }
    }

    private static func modelText(of error: RequestError) -> String? {
        switch error {
        case .unusablePredictions, .predictsOneDevice: "--latency \(error)"
        case .predictorNotGiven(let command?):
            "the run's latencies were predicted by a command, of which nothing is kept any more, and a "
                + "command runs only where it is given, never because a store remembers it: if it is "
                + "yours, add --latency-command \(ShellWord.quoted(command))"
        case .otherPredictor(let command, _): "--latency-command \(command): \(error)"
        case .adaptsNoProgram(let name):
            "adapt fits and keeps this program's own estimators; \(name) is another program's: give it "
                + "to search, predict, compare or evaluate"
        case .tooManySamples, .tooFewSamples, .unpickable: "--samples " + samples(error)
        case .takesNoSamples: "--latency \(error)"
        case .statesNoDeviation: "--until: \(error)"
        case .nothingFits: "\(error); allow more --samples"
        case .targetInPool: "--\(error)"
        default: nil
        }
    }

    /// The library's '10 samples: …' as the option has it.
    private static func samples(_ error: RequestError) -> String {
        "\(error)".replacing(" samples:", with: ":", maxReplacements: 1)
    }

    private static func searchText(of error: RequestError) -> String? {
        switch error {
        case .infeasible(let constraints, let least):
            "no architecture has \(constraints.words)" + relaxations(least, of: constraints)
        case .budget: "--\(error)"
        case .nothingToVerify(let asked):
            "--verify \(asked): latency is neither an objective nor limited, so that none has to be "
                + "looked up"
        default: nil
        }
    }

    private static func relaxations(
        _ least: [RequestError.Relaxation], of constraints: SearchReport.Constraints
    ) -> String {
        let bounds = least.map { "--\($0.objective.boundOption) \($0.bound)" }
        let limits = SearchObjective.allCases.count { constraints.bound(of: $0) != nil }
        if bounds.count == 1, limits == 1 { return ": the least that helps is \(bounds[0])" }
        return bounds.isEmpty
            ? ": relax several constraints"
            : ": relax one, the least that helps being \(bounds.joined(separator: " or "))"
    }

    private static func importText(of error: RequestError) -> String? {
        switch error {
        case .noTables: "\(error); `nas-search data import --help` names the formats"
        case .severalDevices: "--as \(error); --as OLD=NEW renames one"
        case .notInFiles(let device, let newName, let there, let nearest):
            "--as \(device)=\(newName): no file has a device '\(device)'"
                + (there.isEmpty ? "" : "; there are \(there.prefix(5).joined(separator: ", "))")
                + RequestError.question(nearest)
        case .notAsPublished(let device, let file, .statedMeasured):
            "\(file): \(device) is a published device, but --origin says measured"
                + claimRemedy(device)
        case .notAsPublished(let device, _, _): "\(error)" + claimRemedy(device, isSaid: true)
        default: nil
        }
    }

    private static func claimRemedy(_ device: String, isSaid: Bool = false) -> String {
        (isSaid ? "" : "; nothing was imported")
            + ": --as \(device)=NAME gives yours another name, --origin published says that it is the "
            + "published table"
    }
}
