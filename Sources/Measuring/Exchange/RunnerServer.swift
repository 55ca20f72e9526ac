import CSystemShims
import FileSystem
import Foundation

/// Something that a runner has prepared to run. Running allocates nothing.
package protocol RunnableWorkload: AnyObject {
    /// Runs once from input to output.
    func run()
}

/// Prepares what a runner is asked to run.
package protocol WorkloadFactory {
    /// What the runner says about itself.
    var description: RunnerDescription { get }
    /// Prepares a network or an operator.
    /// - Throws: An error whose text the user will read.
    func prepare(_ workload: Workload) throws -> any RunnableWorkload
}

/// The other side of ``RunnerProcess``: answers requests until the input ends.
package struct RunnerServer {
    /// The most runs that one request may ask for.
    package static let mostRuns = 1_000_000

    /// The most things that are loaded under handles at once.
    package static let mostHandles = 16

    private let factory: any WorkloadFactory
    private var loaded: (any RunnableWorkload)?
    private var held: [String: any RunnableWorkload] = [:]
    private let clock: () -> UInt64

    /// Serves what the factory prepares.
    package init(_ factory: any WorkloadFactory) {
        self.init(factory, clock: shim_monotonic_nanoseconds)
    }

    /// - Parameter clock: Nanoseconds.
    init(_ factory: any WorkloadFactory, clock: @escaping () -> UInt64) {
        self.factory = factory
        self.clock = clock
    }

    /// Serves standard input and output until `bye` or the end of the input.
    package mutating func serveStandardStreams() throws {
        while let line = readLine(strippingNewline: true) {
            guard let answer = try answer(to: Data(line.utf8)) else { return }
            try FileHandle.standardOutput.write(contentsOf: answer)
        }
    }

    /// The line that answers a line; nil after `bye`.
    package mutating func answer(to line: Data) throws -> Data? {
        let request: RunnerRequest
        do {
            request = try JSONDecoder().decode(RunnerRequest.self, from: line)
        } catch {
            return try Self.encode(.error(message: "not a request: \(Self.text(of: error))"))
        }
        guard let reply = answer(to: request) else { return nil }
        return try Self.encode(reply)
    }

    private mutating func answer(to request: RunnerRequest) -> RunnerReply? {
        switch request {
        case .bye: return nil
        case .describe: return .description(factory.description)
        case .load(let workload, _, let handle):
            return load(workload, as: handle, name: request.name)
        case .interleave(let handles, let order): return interleave(handles, order)
        case .measure(let warmup, let runs):
            guard let loaded else {
                return .error(message: "nothing is loaded: send load or load-operator first")
            }
            guard (1...Self.mostRuns).contains(runs), (0...Self.mostRuns).contains(warmup) else {
                return .error(message: "runs must be 1 to \(Self.mostRuns)")
            }
            return .measured(milliseconds: Self.time(loaded, warmup, runs, clock))
        }
    }

    private mutating func load(
        _ workload: Workload, as handle: String?, name: String
    ) -> RunnerReply {
        // What was in its place is released first, so that two networks are never held for one.
        if let handle {
            held[handle] = nil
            guard held.count < Self.mostHandles else {
                return .error(message: "more than \(Self.mostHandles) handles")
            }
        } else {
            loaded = nil
        }
        do {
            let prepared = try factory.prepare(workload)
            if let handle { held[handle] = prepared } else { loaded = prepared }
            return .loaded(name: name)
        } catch {
            return .error(message: "\(workload): \(error)")
        }
    }

    private func interleave(_ handles: [String], _ order: [Int]) -> RunnerReply {
        var workloads: [any RunnableWorkload] = []
        for handle in handles {
            guard let workload = held[handle] else {
                return .error(message: "nothing is loaded as '\(handle)'")
            }
            workloads.append(workload)
        }
        guard (1...Self.mostRuns).contains(order.count),
            order.allSatisfy(workloads.indices.contains)
        else {
            return .error(
                message: "order: expected 1 to \(Self.mostRuns) positions in handles")
        }
        return .measured(milliseconds: Self.time(workloads, order, clock))
    }

    /// Times every run on its own, in milliseconds, in the order given.
    private static func time(
        _ workloads: [any RunnableWorkload], _ order: [Int], _ clock: () -> UInt64
    ) -> [Double] {
        var nanoseconds = [UInt64](repeating: 0, count: order.count)
        for (index, position) in order.enumerated() {
            let start = clock()
            workloads[position].run()
            nanoseconds[index] = clock() - start
        }
        return nanoseconds.map { Double($0) / 1e6 }
    }

    /// Times every run on its own, in milliseconds.
    private static func time(
        _ workload: any RunnableWorkload, _ warmup: Int, _ runs: Int, _ clock: () -> UInt64
    ) -> [Double] {
        for _ in 0..<warmup { workload.run() }
        var nanoseconds = [UInt64](repeating: 0, count: runs)
        let region = CountedRegion(workload)
        for index in 0..<runs {
            let start = clock()
            region.run()
            nanoseconds[index] = clock() - start
        }
        return nanoseconds.map { Double($0) / 1e6 }
    }

    private static func encode(_ reply: RunnerReply) throws -> Data {
        return try JSONEncoder.compact.encode(reply) + Data([10])
    }

    private static func text(of error: any Error) -> String {
        switch error {
        case DecodingError.dataCorrupted(let context): context.debugDescription
        case DecodingError.keyNotFound(let key, _): "\(key.stringValue) is missing"
        case DecodingError.typeMismatch(_, let context),
            DecodingError.valueNotFound(_, let context):
            "\(context.codingPath.map(\.stringValue).joined(separator: ".")): "
                + context.debugDescription
        default: "\(error)"
        }
    }
}

/// A workload called through the function inside which a simulator counts.
private struct CountedRegion {
    private final class Box {
        let workload: any RunnableWorkload
        init(_ workload: any RunnableWorkload) { self.workload = workload }
    }

    private let box: Box

    init(_ workload: any RunnableWorkload) { box = Box(workload) }

    func run() {
        shim_counted_region(
            { context in
                guard let context else { return }
                Unmanaged<Box>.fromOpaque(context).takeUnretainedValue().workload.run()
            }, Unmanaged.passUnretained(box).toOpaque())
    }
}
