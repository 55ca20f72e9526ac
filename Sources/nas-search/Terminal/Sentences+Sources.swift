import NASSearch
import PlainText

/// Refusals for what the store lacks, and of models, searches and imports.
extension Sentences {
    static func lacks(_ device: String, _ purpose: RequestError.Purpose) -> String {
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

    static func energies(_ device: String, _ limit: Double?, _ others: [String]) -> String {
        (limit.map { "--max-energy \(NumberFormat.typed($0))" } ?? "--objective energy")
            + ": the store has no energies of \(device); "
            + (others.isEmpty
                ? "a CSV column \(device)_energy in mJ brings them by `nas-search data import`"
                : "it has those of \(others.joined(separator: ", "))")
    }

    static func accuracies(
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

    static func modelText(of error: RequestError) -> String? {
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
        case .tooManySamples(let asked, _, let device, canMeasure: true):
            "--samples " + samples(error)
                + "; `nas-search adapt --device \(ShellWord.quoted(device)) --samples \(asked) "
                + "--plan FOLDER` writes what else to measure there"
        case .tooManySamples, .tooFewSamples, .unpickable: "--samples " + samples(error)
        case .notProfiled(let device):
            "--samples " + samples(error) + "; allow some, or measure one with "
                + "`nas-search profile` where \(device) can be reached"
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

    static func searchText(of error: RequestError) -> String? {
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

    static func importText(of error: RequestError) -> String? {
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

extension SearchObjective {
    /// The option that sets a bound on it, without hyphens.
    var boundOption: String { (goal == .maximise ? "min-" : "max-") + rawValue }
}
