import LatencyPrediction
import Measuring
import PlainText

extension RequestError: CustomStringConvertible {
    /// A sentence that names no option of any program.
    public var description: String {
        deviceDescription ?? measuringDescription ?? storeDescription ?? modelDescription
            ?? foreignDescription ?? searchDescription ?? importDescription
            ?? "the request can't be carried out"
    }

    /// What a name may be, for messages.
    public static let nameRule = DeviceName.rule

    /// '; did you mean a, b', or nothing.
    public static func question(_ nearest: [String]) -> String {
        nearest.isEmpty ? "" : "; did you mean \(nearest.joined(separator: ", "))"
    }

    private var deviceDescription: String? {
        switch self {
        case .unknownDevice(let name, let nearest, let known):
            "unknown device '\(name)'\(Self.question(nearest)); \(known) are known"
        case .unusableName(let name, let file):
            (file.map { "\($0): " } ?? "")
                + "'\(name.prefix(40))' is no name for a device: expected \(DeviceName.rule)"
        case .nameTaken(let name, let owner, let numbers):
            Self.place(numbers) + "\(name) \(Self.words(owner)); give another name to what is new"
        case .measuredElsewhere(let device):
            "\(device) was measured on another machine: measure there, or give this machine another "
                + "name"
        case .otherMachine(let device, let differences):
            "\(device) was measured on another machine or in another setting: "
                + "\(differences.joined(separator: "; ")); give this one a name of its own"
        case .otherSetting(let setting, let value, let device):
            "\(device) was measured with \(setting.rawValue) \(value), which is part of the device: "
                + "name another device"
        case .notLocal(let device, let setting):
            "\(setting.rawValue) is for devices that are measured on this machine, and \(device) is "
                + "not"
        case .commandNotGiven(let device, let command):
            "\(device) was measured with a command, and a command runs only where it is given, never "
                + "because a store remembers it: \(command)"
        case .unrepeatable(let device, let reason):
            "what the store holds of \(device) can't be repeated: \(reason)"
        default: nil
        }
    }

    private static func place(_ numbers: NewNumbers) -> String {
        if case .file(let path) = numbers { "\(path): " } else { "" }
    }

    private static func words(_ owner: Owner) -> String {
        switch owner {
        case .published: "is a published device"
        case .imported(let origin): "has latencies that were \(origin.rawValue) elsewhere"
        case .bundled(let circumstances):
            "was measured on the project's machine (\(circumstances)) and ships with the program"
        }
    }

    private var measuringDescription: String? {
        switch self {
        case .setting(let setting, let value, let problem):
            "\(setting.rawValue) \(value): \(Self.words(problem))"
        case .unusableRunner(let reason, let remedy): reason + (remedy.map { "; \($0)" } ?? "")
        case .host(let problem): problem.description
        case .noBuiltinRunner:
            "this program lends no command that serves the built-in engine; name another runner"
        case .planForThisMachine:
            "a plan is for another machine: give the device a name of its own"
        case .statisticOfPlan(let statistic):
            "\(statistic) is for measuring here; what another machine measures is paired, or the "
                + "machine as it is"
        case .runnerWithoutPlans(let runner):
            "\(runner) works off no plans; PyTorch's script alone does"
        case .planRunner(let runner, .isNoScript):
            "runner \(runner): a plan is for a script of this program: "
                + RunnerScript.all.map(\.name).joined(separator: ", ")
        case .planRunner(let runner, .takesOtherFiles(let format)):
            "runner \(runner) takes no files of format \(format)"
        case .planFolder(let path, let problem): "\(path): \(problem.words)"
        case .nextSamples(let count): "next \(count): expected 1 or more"
        default: nil
        }
    }

    private static func words(_ problem: SettingProblem) -> String {
        switch problem {
        case .expected(let what): "expected \(what)"
        case .unknown(let known, let nearest): "there are \(known)\(question(nearest))"
        case .expectedOne(let known, let nearest):
            "expected one of \(known.joined(separator: ", "))\(question(nearest))"
        case .unavailable(let available):
            "this processor lacks the instructions; it can run "
                + available.joined(separator: ", ")
        case .ofBuiltinRunner(let other): "only the built-in runner has it; \(other) has its own"
        case .moreThanProcessors(let count):
            "this machine has \(NumberFormat.count(count, of: "processor")), and threads that take "
                + "turns have no latency of their own; ask for \(count) at most"
        case .oneImage(let runner): "\(runner) takes one image at a time"
        case .holdsOneNetwork(let runner):
            "the runner \(runner) holds one network at a time (it does not offer the feature interleave)"
        }
    }

    private var storeDescription: String? {
        switch self {
        case .unusableStore(let failure): failure.description
        case .storeNotWritable(let device, let path):
            "\(device) has to be measured, and the store \(path) can't be written"
        case .noLatencies(let device, let purpose): Self.lacks(device, purpose)
        case .noOracle(let device, let known, _):
            "a comparison needs the oracle, and the store has only \(known) latencies of \(device)"
        case .tooManySamples(let asked, let available, let device, let canMeasure):
            "\(asked) samples: only \(available) latencies of \(device) "
                + (canMeasure ? "can be taken" : "are known")
        case .unknownSample(let index, let device):
            "no latency of architecture \(index) on \(device) is known, which was to be a sample"
        case .noEnergies(let device, _, let others):
            "the store has no energies of \(device)"
                + (others.isEmpty ? "" : "; it has those of \(others.joined(separator: ", "))")
        case .otherSpaceInFile(let path, let found, let space):
            "\(path): what was measured there is of the space \(found)"
                + (found == space ? " by another definition" : ", not of \(space)")
                + "; import it into a store of that space"
        case .noAccuraciesOfSpace(let key, let space):
            "no accuracies for \(key.dataset), \(key.split.rawValue), \(key.epochs) epochs: the store "
                + "has no table of them, and no surrogate ships for the space \(space); a CSV column "
                + "\(key.dataset)_\(key.split.rawValue)_\(key.epochs) brings them"
        case .noAccuracies(let key, _, let known, let count):
            "no accuracies for \(key.dataset), \(key.split.rawValue), \(key.epochs) epochs: the store "
                + (known.map { "has \($0) of \(count)" } ?? "has no table of them")
                + ", and the bundled surrogate knows 200 epochs only"
        case .unknownDataset(let name, let known, let nearest):
            "unknown data set '\(name)': there are \(known.joined(separator: ", "))"
                + Self.question(nearest)
        case .noBundledDevices: "no measured devices of this space ship with this program"
        default: nil
        }
    }

    private static func lacks(_ device: String, _ purpose: Purpose) -> String {
        switch purpose {
        case .model(let name):
            "\(name) needs latencies of \(device), and the store has none: import some"
        case .pool(let name): "pool \(name): the store has no latencies of \(device); import some"
        case .comparison: "a comparison needs the oracle, and the store has no table of \(device)"
        case .verification(let count):
            "verifying \(count): the store has no table of \(device) to look latencies up in"
        }
    }

    private var modelDescription: String? {
        switch self {
        case .unknownKind(let name): "unknown latency estimator '\(name)'"
        case .takesNoSamples(let kind): "\(kind): it takes no samples, so nothing is to adapt"
        case .tooFewLatencies(let kind, let needed, let available, let device):
            "\(kind) needs \(needed) samples, and only \(available) of \(device) can be taken"
        case .notProfiled(let device):
            "0 samples: without any, nothing is known of \(device) but what a profile says, and it has "
                + "none"
        case .tooFewSamples(let kind, let needed, let asked):
            "\(asked) samples: \(kind) needs \(needed) or more"
        case .statesNoDeviation(let kind): "\(kind) states no σ to stop at"
        case .nothingFits(let samples): "no estimator can be fitted to \(samples) latencies"
        case .unpickable(let samples, let reason): "\(samples) samples: \(reason)"
        case .targetInPool(let name): "pool \(name): the target can't be in its own pool"
        default: nil
        }
    }

    private var foreignDescription: String? {
        switch self {
        case .unusablePredictions(let reason): reason
        case .predictsOneDevice(let file, let column, let devices):
            "\(file): column '\(column)' names no device, and \(devices.count) are to be predicted: "
                + "head a column of each by its name, such as '\(devices[0])_latency_ms'"
        case .predictionsChanged(let name):
            "\(name) predicts other latencies now than when the run began; start a new one"
        case .predictorNotGiven(let command?):
            "latencies were predicted by a command, of which nothing is kept any more, and a command "
                + "runs only where it is given, never because a store remembers it: \(command)"
        case .predictorNotGiven(nil):
            "latencies were predicted by a program, of which nothing is kept any more: let that "
                + "program search again"
        case .otherPredictor(let command, let name):
            "the run's latencies are of \(name ?? "the best predictor"), not of the command \(command)"
        case .adaptsNoProgram(let name):
            "\(name) is another program, of which nothing can be fitted and kept for a device: name it "
                + "where latencies are predicted"
        default: nil
        }
    }

    private var searchDescription: String? {
        switch self {
        case .budget(let budget, let count):
            "budget \(budget): expected 1 to \(count), the number of architectures"
        case .infeasible(let constraints, let least):
            "no architecture has \(constraints.words)"
                + (least.isEmpty
                    ? ": relax several constraints"
                    : "; the least that helps: "
                        + least.map { "\($0.objective.rawValue) \($0.bound)" }
                        .joined(separator: " or "))
        case .noValues(let objectives):
            "no architecture has a value for every objective: "
                + objectives.map(\.rawValue).joined(separator: ", ")
        case .nothingToVerify(let asked):
            "verifying \(asked): latency is neither an objective nor limited, so that none has to be "
                + "looked up"
        case .unknownRun(let run, let latest):
            "run \(run) is not in the store"
                + (latest.isEmpty
                    ? ", which has none yet"
                    : "; the latest are \(latest.map(String.init).joined(separator: ", "))")
        case .runOfOtherVersion(let run, let version):
            "run \(run) was recorded by nas-search \(version), which this version can't continue; "
                + "start a new one"
        case .runInputsChanged(let run):
            "run \(run) can't be continued: the tables that it reads have changed since; start a new "
                + "one"
        case .runDiffers(let run, let evaluation, let objective, let recorded, let now):
            "run \(run) can't be continued: the data have changed since, its evaluation \(evaluation) "
                + "had \(objective) \(recorded) where the sources now say \(now); start a new one"
        default: nil
        }
    }

    private var importDescription: String? {
        switch self {
        case .unreadableExport(let file, let reason): "\(file): \(reason)"
        case .otherMachineInFile(let file, let device, let differences):
            "\(file): its \(device) is another machine or setting than the one of this store: "
                + "\(differences.joined(separator: "; ")); give it a name of its own"
        case .noTables: "no tables were found"
        case .noValuesYet(let file):
            "\(file): its columns have no values yet; fill in what was measured"
        case .severalDevices(let name, let file, let count):
            "\(name): \(file) has columns of \(count) devices, which are named by their headings"
        case .sameName(let name, let file): "\(file): two devices would be called '\(name)'"
        case .notInFiles(let device, let newName, let there, let nearest):
            "\(newName) for \(device): no file has a device '\(device)'"
                + (there.isEmpty ? "" : "; there are \(there.prefix(5).joined(separator: ", "))")
                + Self.question(nearest)
        case .notAsPublished(let device, let file, let difference):
            "\(file): \(device) is a published device, \(Self.words(difference)); nothing was imported"
        default: nil
        }
    }

    /// The end of a sentence that begins with 'X is a published device, '.
    public static func words(_ difference: Difference) -> String {
        switch difference {
        case .statedMeasured: "but these are said to be measured"
        case .latencies(let count, let factor):
            "whose latencies are others than these \(NumberFormat.count(count)) (by a factor of "
                + "\(NumberFormat.digits(factor, 3)))"
        case .tooLittle: "and the file has too little to tell whether it is what was published"
        }
    }
}

extension RequestError.PlanFolderProblem {
    /// What follows the folder's name and a colon.
    public var words: String {
        switch self {
        case .isFile: "it is a file; a plan with files needs a folder"
        case .isUsed: "it holds something already, perhaps results; name a new folder"
        case .unusable(let reason): "can't be made: \(reason); name another folder"
        case .isTooLarge(let networks, let gigabytes):
            "\(networks) networks as files take some \(gigabytes) GB; name fewer, or write a plan "
                + "without files for PyTorch"
        case .isUnmeasured:
            "nothing was measured yet: neither results of the script, nor a filled row of "
                + "\(PlanFolder.Name.table), nor a text in \(PlanFolder.Name.native)/; its "
                + "\(PlanFolder.Name.guide) says how"
        }
    }
}
