import Architectures
import Search
import TestSupport

/// Small made-up problems: objectives follow from the operators of a cell of the tiny space.
enum Problems {
    /// Quality rises with convolutions (operator 2) and skips, cost with both; the last term makes
    /// every value unique.
    static func tiny(
        objectives: Int = 2, missing: Set<Int> = [], limits: (SearchSpace) -> [Limit] = { _ in [] },
        isCostKnown: Bool = false
    ) throws -> SearchProblem {
        let space = try TinySpace.make()
        let counts = space.architectures.map { space.operatorCounts(of: $0) }
        let quality = counts.enumerated().map { code, counts in
            missing.contains(code)
                ? Double.nan
                : 10 * Double(counts[2]) + 4 * Double(counts[1]) + 0.01 * Double(code * 7 % 27)
        }
        let cost = counts.enumerated().map { code, counts in
            1 + 3 * Double(counts[2]) + Double(counts[1]) + 0.01 * Double(code * 11 % 27)
        }
        let size = counts.map { Double($0[2]) }
        let columns = [
            ObjectiveColumn(name: "accuracy", goal: .maximise, values: quality),
            ObjectiveColumn(name: "latency", goal: .minimise, values: cost, isKnown: isCostKnown),
            ObjectiveColumn(name: "params", goal: .minimise, values: size, isKnown: true),
        ]
        return try SearchProblem(
            space: space, objectives: Array(columns.prefix(objectives)), limits: limits(space))
    }

    /// All 15,625 cells with an invented landscape: rugged, deterministic, with many ties.
    static func large(objectives: Int = 2) throws -> SearchProblem {
        let (space, columns) = try landscape.get()
        return try SearchProblem(space: space, objectives: Array(columns.prefix(objectives)))
    }

    /// Made once: in a debug build it takes a while.
    private static let landscape = Result {
        let space = try SearchSpace.nasBench201()
        var quality: [Double] = []
        var cost: [Double] = []
        var third: [Double] = []
        for cell in space.architectures {
            let counts = space.operatorCounts(of: cell)
            let noise = Double(cell.code * 7919 % 101) / 50
            quality.append(
                30 - 4 * Double(counts[0]) + 3 * Double(counts[3]) + Double(counts[2]) + noise)
            cost.append(2 + Double(counts[3]) + 0.4 * Double(counts[2]) + 0.2 * Double(counts[4]))
            third.append(Double(cell.code * 31 % 17))
        }
        let columns = [
            ObjectiveColumn(name: "accuracy", goal: .maximise, values: quality),
            ObjectiveColumn(name: "latency", goal: .minimise, values: cost),
            ObjectiveColumn(name: "third", goal: .minimise, values: third),
        ]
        return (space, columns)
    }
}
