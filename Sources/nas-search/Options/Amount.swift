import ArgumentParser

/// Numbers with or without their unit as options take them: `20`, `20ms`, `20 ms`, `0.02s`.
///
/// What an option is in where no unit is given is the first of its units.
struct Amount: Sendable {
    /// A unit by what it is called and how many of the option's own it is.
    private struct Unit: Sendable {
        let names: [String]
        /// Of numerator and denominator one is 1, so that no digit is lost.
        var numerator = 1.0
        var denominator = 1.0
    }

    private let noun: String
    private let example: String
    private let units: [Unit]

    /// A latency; the value is in milliseconds.
    static let latency = Amount(
        noun: "latency", example: "20, 20ms or 0.02s",
        units: [
            Unit(names: ["ms"]), Unit(names: ["s"], numerator: 1e3),
            Unit(names: ["us", "µs", "μs"], denominator: 1e3),
            Unit(names: ["ns"], denominator: 1e6),
        ])
    /// A time; the value is in seconds.
    static let time = Amount(
        noun: "time", example: "30, 30s or 2min",
        units: [
            Unit(names: ["s"]), Unit(names: ["ms"], denominator: 1e3),
            Unit(names: ["min"], numerator: 60), Unit(names: ["h"], numerator: 3600),
        ])
    /// An accuracy; the value is in percent.
    static let accuracy = Amount(
        noun: "accuracy", example: "70 or 70%", units: [Unit(names: ["%"])])
    /// A share; the value is a fraction of 1.
    static let share = Amount(
        noun: "relative error", example: "5% or 0.05",
        units: [Unit(names: [""]), Unit(names: ["%"], denominator: 100)])
    /// Parameters; the value is in millions.
    static let parameters = Amount(
        noun: "number of parameters", example: "1.2, 1.2M or 1200k",
        units: [
            Unit(names: ["m"]), Unit(names: ["k"], denominator: 1e3),
            Unit(names: ["g", "b"], numerator: 1e3),
        ])
    /// Multiply-accumulates; the value is in millions.
    static let multiplyAccumulates = Amount(
        noun: "number of multiply-accumulates", example: "100, 100M or 0.1G",
        units: [
            Unit(names: ["m", "mflops", "mmacs"]), Unit(names: ["k"], denominator: 1e3),
            Unit(names: ["g", "gflops", "gmacs"], numerator: 1e3),
        ])
    /// An energy; the value is in millijoules.
    static let energy = Amount(
        noun: "energy", example: "5, 5mJ or 0.005J",
        units: [
            Unit(names: ["mj"]), Unit(names: ["j"], numerator: 1e3),
            Unit(names: ["uj", "µj", "μj"], denominator: 1e3),
        ])

    /// Why a text is no such amount.
    enum Failure: Error, Equatable, CustomStringConvertible {
        case notANumber(String, noun: String, example: String)
        case unknownUnit(String, noun: String, known: [String])

        var description: String {
            switch self {
            case .notANumber(let text, let noun, let example):
                "'\(text)' is no \(noun); expected a number such as \(example)"
            case .unknownUnit(let unit, let noun, let known):
                "'\(unit)' is no unit of \(noun); expected "
                    + known.dropLast().joined(separator: ", ")
                    + (known.count > 1 ? " or " : "") + (known.last ?? "")
            }
        }
    }

    /// The value in the option's own unit.
    /// - Throws: ``Failure``.
    func value(of text: String) throws -> Double {
        let word = text.drop { $0 == " " }
        let digits = word.prefix { $0.isASCII && ($0.isNumber || "+-.".contains($0)) }
        if let number = Double(word), number.isFinite { return number }
        guard let number = Double(digits), number.isFinite else {
            throw Failure.notANumber(text, noun: noun, example: example)
        }
        let name = word.dropFirst(digits.count).filter { $0 != " " }
        guard let unit = units.first(where: { $0.names.contains(name.lowercased()) }) else {
            throw Failure.unknownUnit(
                name, noun: noun, known: units.compactMap { $0.names.first { !$0.isEmpty } })
        }
        return number * unit.numerator / unit.denominator
    }
}
