import ArgumentParser
import NASSearch
import Search

extension AlgorithmChoice: ExpressibleByArgument {
    /// The algorithm of that name.
    package init?(argument: String) {
        guard let kind = SearchAlgorithmKind(rawValue: argument) else { return nil }
        self.init(kind: kind)
    }

    package static var allValueStrings: [String] { SearchAlgorithmKind.allCases.map(\.rawValue) }

    package var defaultValueDescription: String { kind.rawValue }
}

extension EstimatorChoice: ExpressibleByArgument {
    /// A kind by its name, or a file of another program's predictions, which has a point or a slash
    /// in its name.
    package init?(argument: String) {
        if let kind = EstimatorChoice(named: argument) {
            self = kind
        } else if argument.contains("/") || argument.contains(".") {
            self.init(ForeignModel.file(argument))
        } else {
            return nil
        }
    }

    package static var allValueStrings: [String] { names }

    /// What is typed with commas between.
    /// - Throws: ``Refusal`` with the nearest name.
    static func list(_ text: String) throws -> [EstimatorChoice] {
        try text.split(separator: ",").map { name in
            guard let choice = EstimatorChoice(argument: String(name)) else {
                throw Refusal(
                    "unknown latency estimator '\(name)': there are \(list), or a file such as "
                        + "./\(name).csv" + NearestName.question(for: String(name), among: names))
            }
            return choice
        }
    }
}

extension FrontPick {
    /// Reads a rule as it is typed; nil where it is none.
    /// - Throws: ``Amount/Failure`` where a limit has a unit that is none of latency.
    static func parsed(_ text: String) throws -> FrontPick? {
        switch text {
        case "all": return .all
        case "knee": return .knee
        case "fastest": return .fastest
        case "most-accurate": return .mostAccurate
        default: break
        }
        guard text.hasPrefix("under:") else {
            return Int(text).flatMap { $0 >= 0 ? .index($0) : nil }
        }
        do {
            let limit = try Amount.latency.value(of: String(text.dropFirst(6)))
            return limit > 0 ? .under(milliseconds: limit) : nil
        } catch Amount.Failure.notANumber {
            return nil
        }
    }
}

extension ImportNames {
    /// Reads the values of `--as`: `NAME` once, and `OLD=NEW` any number of times.
    /// - Throws: ``Refusal``.
    init(parsing arguments: [String]) throws {
        var name: String?
        var renamed: [String: String] = [:]
        for argument in arguments {
            guard let sign = argument.firstIndex(of: "=") else {
                guard name == nil else {
                    throw Refusal(
                        "--as \(argument): a second name; 'OLD=NEW' renames one device of several")
                }
                name = argument
                continue
            }
            let old = String(argument[..<sign])
            let new = String(argument[argument.index(after: sign)...])
            guard !old.isEmpty, !new.isEmpty, renamed.updateValue(new, forKey: old) == nil else {
                throw Refusal("--as \(argument): expected OLD=NEW, each device once")
            }
        }
        self.init(name: name, renamed: renamed)
    }
}
