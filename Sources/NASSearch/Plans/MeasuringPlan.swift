import Architectures
import Digests
import Foundation
import Measuring
import TabularStore

/// What a machine that this one can't reach is to run, for a runner's script there.
package struct MeasuringPlan {
    /// The first line.
    package struct Header: Codable {
        package private(set) var plan = 1
        package let device: String
        package let dataset: String
        package let graph: String
        package let batch: Int
        package let seed: UInt64
        package let warmup: Int
        package let runs: Int
        /// What every item takes turns with; absent where items run alone.
        package let references: [String]?
        /// The kind of files that networks and operators have; absent where their names are enough.
        package var format: String?
        /// The references' files, in their order.
        package var referenceFiles: [String]?
        /// The space of the networks; absent for NAS-Bench-201.
        package let space: SpaceDefinition?

        private enum CodingKeys: String, CodingKey {
            case plan, device, dataset, graph, batch, seed, warmup, runs, references, format, space
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

    package let workspace: Workspace
    package let header: Header

    /// Runs before the timed ones.
    private static let warmup = 5
    /// Timed runs of an operator (MAPLE, section 4).
    private static let operatorRuns = 25

    /// Checks what the plan says.
    /// - Throws: ``RequestError``.
    package init(
        device: String, options: MeasuringRequest, dataset: String?, runs: Int, workspace: Workspace
    ) throws {
        guard device != LocalDevice.requestName else { throw RequestError.planForThisMachine }
        guard DeviceName.isUsable(device) else {
            throw RequestError.unusableName(device, file: nil)
        }
        if let stored = try workspace.store.device(named: device), stored.origin == .published {
            throw RequestError.nameTaken(device, by: .published, for: .plan)
        }
        if let bundled = try workspace.bundledDevice(named: device) {
            throw RequestError.nameTaken(
                device, by: .bundled(circumstances: bundled.circumstances), for: .plan)
        }
        if options.statistic == .fastestTenth {
            throw RequestError.statisticOfPlan(LatencyStatistic.fastestTenth.rawValue)
        }
        var plain = options
        plain.runner = nil
        plain.kernels = nil
        let setup = try plain.setup(dataset: dataset, in: workspace.space)
        self.workspace = workspace
        header = Header(
            device: device, dataset: setup.dataset, graph: setup.graph, batch: setup.batch,
            seed: setup.seed, warmup: Self.warmup, runs: runs,
            references: setup.isPaired ? setup.standardReferences : nil, space: setup.space)
    }

    /// Checks that a plan in one file can be worked off by what is to run it.
    /// - Parameter runner: Nil where nothing was said.
    /// - Throws: ``RequestError/runnerWithoutPlans(_:)``.
    package func check(_ runner: RunnerChoice?) throws {
        guard let runner, !runner.worksOffPlans else { return }
        throw RequestError.runnerWithoutPlans(runner.argument)
    }

    /// The operators that are measured beside the networks.
    /// - Throws: ``RequestError``.
    package func operators() throws -> [OperatorWorkload] {
        OperatorWorkload.all(
            of: workspace.space, for: try workspace.space.knownDataset(header.dataset),
            batch: header.batch, seed: header.seed)
    }

    /// A plan as it is written.
    package struct Text {
        package let firstLine: String
        package let data: Data
        package let sha256: String
    }

    /// The lines: the settings, the operators, the networks, each with its file where it has one.
    package func text(
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
                    index: workspace.space.publishedIndex(of: architecture),
                    architecture: workspace.space.string(of: architecture), file: file))
        }
        let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
        return Text(firstLine: first, data: Data(bytes), sha256: SHA256.hexadecimal(bytes))
    }

    /// Keeps what the plan was of, which results then name by its digest alone.
    package func keepHeader(_ text: Text) throws {
        guard let store = workspace.writableStore(toKeep: "the plan's settings are") else { return }
        try Self.keep(
            firstLine: text.firstLine, sha256: text.sha256, device: header.device, in: store)
    }

    /// Keeps the first line of a plan.
    package static func keep(
        firstLine: String, sha256: String, device: String, in store: Store
    ) throws {
        try store.saveArtefact(
            Artefact(
                kind: Self.artefactKind, name: sha256, device: device, version: 1,
                inputs: sha256, createdAt: Date().timeIntervalSince1970,
                content: Array(firstLine.utf8)), keeping: 1_000)
    }

    /// The kind under which the store keeps first lines of plans.
    package static let artefactKind = "plan"
}
