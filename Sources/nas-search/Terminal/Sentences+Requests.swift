import NASSearch

/// Requests that were refused, and what speaks against devices and their measuring.
extension Sentences {
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
        case .planRunner(let runner, .takesOtherFiles(let format)):
            "--runner \(runner) takes no files of --format \(format): leave one of them out"
        case .planRunner, .nextSamples: "--\(error)"
        case .planFolder(_, .isUnmeasured): "\(error)"
        case .planFolder(_, .isTooLarge): "--plan \(error) with --plan plan.jsonl"
        case .planFolder: "--plan \(error)"
        case .storeNotWritable: "\(error): name another file with --store"
        case .noLatencies(let device, let purpose): lacks(device, purpose)
        case .noOracle(let device, let known, let isLocal):
            "compare needs the oracle, and the store has only \(known) latencies of \(device)"
                + (isLocal
                    ? "; `nas-search measure --device \(device) --architectures all` measures the rest"
                    : "")
        case .noEnergies(let device, let limit, let others): energies(device, limit, others)
        case .noAccuraciesOfSpace:
            "\(error) by `nas-search data import`, and --objective latency,params searches without"
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
}
