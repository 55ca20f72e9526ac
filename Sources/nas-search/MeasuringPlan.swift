import Architectures
import Digests
import Foundation
import Profiling
import Reporting
import TabularStore

/// What a machine that this one can't reach is to run, for a runner's script there.
struct MeasuringPlan {
    /// The first line.
    private struct Header: Encodable {
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
    }

    private struct Network: Encodable {
        let index: Int
        let architecture: String
    }

    private struct Operator: Encodable {
        let operatorName: String
        let channels: Int
        let size: Int
        let runs: Int

        private enum CodingKeys: String, CodingKey {
            case channels, size, runs
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

    private let bench: Workbench
    private let header: Header

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
                "--plan with --runner \(runner.argument): PyTorch's script alone works off plans; "
                    + "leave out --runner")
        }
        let space = bench.space
        guard let dataset = space.dataset(named: header.dataset) else { return }
        let operators = OperatorWorkload.all(of: space, for: dataset, batch: header.batch).map {
            Operator(
                operatorName: $0.name, channels: $0.channels, size: $0.size,
                runs: Self.operatorRuns)
        }
        let networks = architectures.map {
            Network(index: space.publishedIndex(of: $0), architecture: space.string(of: $0))
        }
        var lines = [try CompactJSON.text(header)]
        lines += try operators.map(CompactJSON.text)
        lines += try networks.map(CompactJSON.text)
        let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
        try file.write(Data(bytes))
        let digest = SHA256.hexadecimal(bytes)
        try keepHeader(lines[0], digest: digest)
        if bench.options.json {
            Console.print(
                try JSONDocument.text(
                    Document(
                        plan: path, device: header.device, networks: networks.count,
                        operators: operators.count, sha256: digest)), terminator: "")
        } else {
            Console.show(
                instructions(path, networks: networks.count, operators: operators.count)
                    .components(separatedBy: "\n"))
        }
    }

    /// Keeps what the plan was of, which results then name by its digest alone.
    private func keepHeader(_ line: String, digest: String) throws {
        guard let store = bench.writableStore(toKeep: "the plan's settings are") else { return }
        try store.saveArtefact(
            Artefact(
                kind: Self.artefactKind, name: digest, device: header.device, version: 1,
                inputs: digest, createdAt: Date().timeIntervalSince1970,
                content: Array(line.utf8)), keeping: 1_000)
    }

    /// The kind under which the store keeps first lines of plans.
    static let artefactKind = "plan"

    private func instructions(_ path: String, networks: Int, operators: Int) -> String {
        let script = RunnerScript.pytorch
        let place = (try? script.path()) ?? "\(script.rawValue)_runner.py"
        return """
            plan      \(path): \(NumberFormat.count(networks, of: "network")) and \(operators) \
            operators for \(header.device)
            run       copy it and \(place) to the device, then there:
                        python3 \(script.rawValue)_runner.py --plan \(URL(fileURLWithPath: path).lastPathComponent) \
            --output results.jsonl
                      the same command goes on where it was interrupted
            then      nas-search data import results.jsonl
            """
    }
}
