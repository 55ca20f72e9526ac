import Architectures
import Foundation

/// The lines of ``MeasurementResults`` after the first.
struct ResultRows {
    private(set) var networks: [MeasurementResults.Network] = []
    private(set) var references: [MeasurementResults.Network] = []
    private(set) var operators: [MeasurementResults.Operator] = []
    private(set) var failures: [String] = []
    var notes: [String] = []
    private let space: SearchSpace

    init(space: SearchSpace) {
        self.space = space
    }

    /// Takes a line of a file in. The last one may have been cut off, which is noted.
    /// - Throws: ``ContentProblem`` with the line's number.
    mutating func add(
        _ bytes: UnsafeBufferPointer<UInt8>, number: Int, isLast: Bool
    ) throws {
        do {
            try add(bytes)
        } catch let problem as ContentProblem {
            // Without an end, the last line is what was being written when the machine stopped.
            guard isLast else {
                throw ContentProblem.damaged(
                    "line \(number)", problem.reason,
                    remedy: "remove the line, or measure again; nothing was imported")
            }
            notes.append("the last line, \(number), was cut off and is passed over")
        }
    }

    /// Takes a line in.
    /// - Throws: `ContentProblem` with the reason.
    mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) throws {
        let line = try ResultLine(bytes)
        if let error = line.error {
            failures.append((line.index.map { "\($0): " } ?? "") + error)
            return
        }
        guard let times = line.milliseconds, !times.isEmpty else {
            throw ContentProblem.damaged(nil, "neither times nor an error")
        }
        if let run = times.firstIndex(where: { !($0.isFinite && $0 > 0) }) {
            throw ContentProblem.damaged(
                nil, "run \(run + 1) took \(times[run]) ms, which can't be")
        }
        let beside = line.referenceMilliseconds ?? []
        guard beside.count.isMultiple(of: times.count),
            beside.allSatisfy({ $0.isFinite && $0 > 0 })
        else {
            throw ContentProblem.damaged(
                nil, "the references' runs are not as many a turn, or take what can't be")
        }
        let every = try Self.every(of: line)
        if let name = line.operatorName {
            try addOperator(name, line, times, beside, every)
        } else {
            let network = MeasurementResults.Network(
                architecture: try architecture(of: line), milliseconds: times,
                referenceMilliseconds: beside, every: every)
            if line.isReference {
                references.append(network)
            } else {
                networks.append(network)
            }
        }
    }

    private static func every(of line: ResultLine) throws -> MeasurementResults.EveryRun? {
        guard line.order != nil || line.every != nil else { return nil }
        let order = (line.order ?? []).compactMap(UInt8.init(exactly:))
        let times = line.every ?? []
        guard !order.isEmpty, order.count == line.order?.count,
            times.allSatisfy({ $0.isFinite && $0 > 0 })
        else {
            throw ContentProblem.damaged(
                nil, "'order' and 'every' are not what ran and what every run took")
        }
        return .init(order: order, milliseconds: times)
    }

    private mutating func addOperator(
        _ name: String, _ line: ResultLine, _ times: [Double], _ beside: [Double],
        _ every: MeasurementResults.EveryRun?
    ) throws {
        guard space.operators.contains(where: { $0.name == name }) else {
            let known = space.operators.map(\.name).joined(separator: ", ")
            throw ContentProblem.damaged(nil, "unknown operator '\(name)': there are \(known)")
        }
        guard let channels = line.channels, let size = line.size, channels > 0, size > 0 else {
            throw ContentProblem.damaged(nil, "an operator without channels and size")
        }
        operators.append(
            .init(
                name: name, channels: channels, size: size, milliseconds: times,
                referenceMilliseconds: beside, every: every))
    }

    /// The network of a line: by its index, its string, or both, which then have to agree.
    private func architecture(of line: ResultLine) throws -> Architecture {
        let byIndex = try line.index.map { index in
            guard let found = space.architecture(publishedIndex: index) else {
                throw ContentProblem.damaged(
                    nil, "index \(index) does not exist: expected 0 to \(space.count - 1)")
            }
            return found
        }
        let byString = try line.architecture.map { text in
            do {
                return try space.architecture(string: text)
            } catch {
                throw ContentProblem.damaged(nil, "\(error)")
            }
        }
        guard let found = byIndex ?? byString else {
            throw ContentProblem.damaged(nil, "neither an index, nor an architecture or operator")
        }
        if let byIndex, let byString, byIndex != byString {
            throw ContentProblem.damaged(
                nil,
                "index \(line.index ?? -1) is \(space.string(of: byIndex)), not "
                    + "\(space.string(of: byString))")
        }
        return found
    }

    /// What is wrong with a line, in words.
    static func reason(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _): "'\(key.stringValue)' is missing"
        case DecodingError.typeMismatch(_, let context),
            DecodingError.valueNotFound(_, let context):
            "'\(context.codingPath.map(\.stringValue).joined(separator: "."))' has the wrong type"
        default: "no JSON object"
        }
    }
}
