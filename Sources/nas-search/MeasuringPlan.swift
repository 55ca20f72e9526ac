import Architectures
import Digests
import Foundation
import Profiling
import Reporting
import TabularStore

/// What a machine that this one can't reach is to run, for a runner's script there.
struct MeasuringPlan {
    /// The first line.
    struct Header: Encodable {
        let plan = 1
        let device: String
        let dataset: String
        let graph: String
        let batch: Int
        let seed: UInt64
        let warmup: Int
        let runs: Int
        /// What every item takes turns with; absent where items run alone.
        let references: [String]?
        /// The kind of files that networks and operators have; absent where their names are enough.
        var format: String?
        /// The references' files, in their order.
        var referenceFiles: [String]?

        private enum CodingKeys: String, CodingKey {
            case plan, device, dataset, graph, batch, seed, warmup, runs, references, format
            case referenceFiles = "reference_files"
        }
    }

    private struct Network: Encodable {
        let index: Int
        let architecture: String
        let file: String?
    }

    private struct Operator: Encodable {
        let operatorName: String
        let channels: Int
        let size: Int
        let runs: Int
        let file: String?

        private enum CodingKeys: String, CodingKey {
            case channels, size, runs, file
            case operatorName = "operator"
        }
    }

    private struct Document: Encodable {
        let plan: String
        let device: String
        let networks: Int
        let operators: Int
        let sha256: String
    }

    let bench: Workbench
    let header: Header

    /// Runs before the timed ones.
    private static let warmup = 5
    /// Timed runs of an operator (MAPLE, section 4).
    private static let operatorRuns = 25

    /// Checks what the plan says.
    /// - Throws: ``Refusal``.
    init(
        device: String, options: MeasuringRequest, dataset: String?, runs: Int, bench: Workbench
    ) throws {
        guard device != OwnDevice.requestName else {
            throw Refusal(
                "--plan is for another machine: give the device a name of its own with --device")
        }
        guard DeviceName.isUsable(device) else {
            throw Refusal(
                "--device '\(device.prefix(40))': expected \(DeviceName.rule)")
        }
        if let stored = try bench.store.device(named: device), stored.origin == .published {
            throw Refusal(
                "--device \(device) is a published device; give the one that is measured another "
                    + "name")
        }
        if try bench.bundledDevice(named: device) != nil {
            throw Refusal(
                "--device \(device) was measured on the project's machine and ships with the "
                    + "program; give the one that is measured another name")
        }
        if options.statistic == .fastestTenth {
            throw Refusal(
                "--statistic fastest-tenth is for measuring here; what another machine measures is "
                    + "paired, or with --statistic interquartile-mean the machine as it is")
        }
        var plain = options
        plain.runner = nil
        plain.kernels = nil
        let setup = try plain.setup(dataset: dataset, in: bench.space)
        self.bench = bench
        header = Header(
            device: device, dataset: setup.dataset, graph: setup.graph, batch: setup.batch,
            seed: setup.seed, warmup: Self.warmup, runs: runs,
            references: setup.isPaired ? MeasuringSetup.standardReferences : nil)
    }

    /// Writes the plan and says what to do with it.
    /// - Parameter runner: What is to run it, where that was asked for.
    /// - Throws: ``Refusal`` where that runner reads no plans, ``OutputFailure``.
    func write(_ architectures: [Architecture], to file: OutputFile, runner: RunnerChoice?) throws {
        let path = file.path
        if let runner, runner != .script(.pytorch) {
            throw Refusal(
                "--plan with --runner \(runner.argument): PyTorch's script alone works off a plan in "
                    + "one file; leave out --runner, or name a folder, which holds the networks")
        }
        let operators = try self.operators()
        let text = try self.text(
            header: header, operators: operators.map { ($0, nil) },
            networks: architectures.map { ($0, nil) })
        try file.write(text.data)
        try keepHeader(text)
        if bench.options.json {
            Console.print(
                try JSONDocument.text(
                    Document(
                        plan: path, device: header.device, networks: architectures.count,
                        operators: operators.count, sha256: text.sha256)), terminator: "")
        } else {
            Console.show(
                instructions(path, networks: architectures.count, operators: operators.count)
                    .components(separatedBy: "\n"))
        }
    }

    /// The operators that are measured beside the networks.
    /// - Throws: ``Refusal``.
    func operators() throws -> [OperatorWorkload] {
        OperatorWorkload.all(
            of: bench.space, for: try bench.space.dataset(named: header.dataset),
            batch: header.batch, seed: header.seed)
    }

    /// A plan as it is written.
    struct Text {
        let firstLine: String
        let data: Data
        let sha256: String
    }

    /// The lines: the settings, the operators, the networks, each with its file where it has one.
    func text(
        header: Header, operators: [(OperatorWorkload, file: String?)],
        networks: [(Architecture, file: String?)]
    ) throws -> Text {
        let first = try CompactJSON.text(header)
        var lines = [first]
        lines += try operators.map { workload, file in
            try CompactJSON.text(
                Operator(
                    operatorName: workload.name, channels: workload.channels, size: workload.size,
                    runs: Self.operatorRuns, file: file))
        }
        lines += try networks.map { architecture, file in
            try CompactJSON.text(
                Network(
                    index: bench.space.publishedIndex(of: architecture),
                    architecture: bench.space.string(of: architecture), file: file))
        }
        let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
        return Text(firstLine: first, data: Data(bytes), sha256: SHA256.hexadecimal(bytes))
    }

    /// Keeps what the plan was of, which results then name by its digest alone.
    func keepHeader(_ text: Text) throws {
        guard let store = bench.writableStore(toKeep: "the plan's settings are") else { return }
        try Self.keep(
            firstLine: text.firstLine, sha256: text.sha256, device: header.device, in: store)
    }

    /// Keeps the first line of a plan.
    static func keep(
        firstLine: String, sha256: String, device: String, in store: Store
    ) throws {
        try store.saveArtefact(
            Artefact(
                kind: Self.artefactKind, name: sha256, device: device, version: 1,
                inputs: sha256, createdAt: Date().timeIntervalSince1970,
                content: Array(firstLine.utf8)), keeping: 1_000)
    }

    /// The kind under which the store keeps first lines of plans.
    static let artefactKind = "plan"

    private func instructions(_ path: String, networks: Int, operators: Int) -> String {
        let script = RunnerScript.pytorch
        let place = (try? script.path()) ?? "\(script.rawValue)_runner.py"
        let other =
            (try? RunnerScript.file(named: RunnerScript.planScript)) ?? RunnerScript.planScript
        return """
            plan      \(path): \(NumberFormat.count(networks, of: "network")) and \(operators) \
            operators for \(header.device)
            run       copy it, \(place) and \(other) to the device, then there:
                        python3 \(script.rawValue)_runner.py --plan \(URL(fileURLWithPath: path).lastPathComponent) \
            --output results.jsonl
                      the same command goes on where it was interrupted
            then      nas-search data import results.jsonl
            """
    }
}
