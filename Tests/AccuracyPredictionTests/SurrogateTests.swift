import Architectures
import Foundation
import SearchSpaces
import TestSupport
import Testing

@testable import AccuracyPrediction

/// A table on the tiny space that can be followed by hand: 10 % where the output is always zero, else
/// 60 % and 4 more for each live skip, 9 more for each live convolution.
enum ToyAccuracies {
    static let key = AccuracyKey(dataset: "toy", split: .valid, epochs: 200)

    static func table(_ space: SearchSpace) -> ObjectiveTable {
        ObjectiveTable(
            quantity: .accuracy(key),
            values: space.architectures.map { architecture in
                let live = space.liveEdges(of: architecture)
                guard live.contains(true) else { return 10 }
                return zip(space.operatorIndices(of: architecture), live).reduce(60) {
                    $0 + ($1.1 ? [0, 4, 9][$1.0] : 0)
                }
            })
    }

    /// Fitted once for all tests.
    private static let fitted = Result {
        let space = try TinySpace.make()
        var settings = CellNetworkTrainer.Settings()
        (settings.state, settings.hidden, settings.readout) = (4, 6, 8)
        (settings.epochs, settings.warmUp, settings.learningRate) = (800, 20, 0.03)
        return SurrogateFitter(space: space, settings: settings).fit([(key, table(space))])
    }

    static func fit() throws -> SurrogateFitter.Fit { try fitted.get() }

    static func bundle() throws -> BundledAccuracyModels {
        try fit().bundle(
            command: "make it", inputs: [.init(name: "a.csv", sha256: "00ff")],
            errors: { _ in
                let errors = AccuracyModel.Errors(
                    kendall: 0.5, kendallTopHalf: 0.25, rootMeanSquare: 1, meanAbsolute: 2)
                return (errors, errors)
            })
    }
}

@Suite struct SurrogateTests {
    @Test func followsTheTableItWasFittedTo() throws {
        let space = try TinySpace.make()
        let table = ToyAccuracies.table(space)
        let surrogate = try #require(
            try ToyAccuracies.bundle().surrogate(of: ToyAccuracies.key, space: space))
        let estimates = surrogate.accuracy(of: space.architectures)
        // 14 networks, some with a value of their own: a few points each, 4.6 for a constant.
        let errors = zip(estimates.percent, table.values).map { abs($0 - $1) }
        #expect(errors.reduce(0, +) / Double(errors.count) < 1)
        #expect(errors.allSatisfy { $0 < 4 })
        for architecture in space.architectures {
            let code = architecture.code
            if space.isDisconnected(architecture) {
                #expect(estimates.percent[code] == 10)
                #expect(estimates.standardDeviations[code] == 0)
            } else {
                #expect(estimates.standardDeviations[code] > 0)
            }
        }
        #expect(surrogate.origin == .surrogate)
        #expect(
            surrogate.summary
                == "surrogate of toy, valid, 200 epochs, Kendall's τ 0.50 on held-out cells")
        let other = AccuracyKey(dataset: "toy", split: .test, epochs: 200)
        #expect(try ToyAccuracies.bundle().surrogate(of: other, space: space) == nil)
    }

    @Test func deadEdgesDoNotMatter() throws {
        let space = try TinySpace.make()
        let surrogate = try #require(
            try ToyAccuracies.bundle().surrogate(of: ToyAccuracies.key, space: space))
        let cells = [[0, 1, 0], [1, 1, 0], [2, 1, 0], [0, 1, 2]].map {
            space.architecture(operatorIndices: $0)
        }
        #expect(Set(surrogate.accuracy(of: cells).percent).count == 1)
    }

    /// Every cell is held out once and seen nine times, together with all copies of it.
    @Test func copiesAreHeldOutTogether() throws {
        let space = try TinySpace.make()
        let outcome = try ToyAccuracies.fit().outcomes[0]
        var foldOfNetwork: [Architecture: Int] = [:]
        for architecture in space.architectures {
            let code = architecture.code
            if space.isDisconnected(architecture) {
                #expect(outcome.heldOut[code].isNaN)
                continue
            }
            #expect(outcome.heldOut[code].isFinite)
            let folds = outcome.seen.indices.filter { outcome.seen[$0][code].isNaN }
            #expect(folds.count == 1)
            let network = space.canonical(space.pruned(architecture))
            #expect(foldOfNetwork[network] ?? folds[0] == folds[0])
            foldOfNetwork[network] = folds[0]
        }
        #expect(Set(foldOfNetwork.values).count > 5)
    }

    /// A cell that is not in the table has no part in the fit.
    @Test func missingCellsAreLeftOut() throws {
        let space = try TinySpace.make()
        var table = ToyAccuracies.table(space)
        let missing = space.architecture(operatorIndices: [2, 2, 2])
        table.values[missing.code] = .nan
        var settings = CellNetworkTrainer.Settings()
        settings.epochs = 1
        let outcome = SurrogateFitter(space: space, settings: settings)
            .fit([(ToyAccuracies.key, table)]).outcomes[0]
        #expect(outcome.heldOut[missing.code].isNaN)
        // 27 cells; none on 0→2 leaves 5 of 9 without a path; one is missing.
        #expect(outcome.heldOut.count { $0.isFinite } == 21)
    }

    /// The committed file, fitted when this test was written: the same bytes on every machine.
    @Test func theFitGivesTheCommittedFile() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("toy-surrogate.json")
        let found = try ToyAccuracies.bundle().json()
        if ProcessInfo.processInfo.environment["NAS_SEARCH_RECORD"] != nil {
            try found.write(to: file)
        }
        #expect(try found == Data(contentsOf: file))
    }

    @Test func aFileReadsBackAsItself() throws {
        let bundle = try ToyAccuracies.bundle()
        #expect(try BundledAccuracyModels(json: bundle.json(), path: "x.json") == bundle)
    }

    @Test(arguments: [
        ("\"format\" : 3", "\"format\" : 1", "format 1"),
        ("\"readout\" : 8", "\"readout\" : 9", "network"),
        ("\"deviations\" : [", "\"deviations\" : [], \"x\" : [", "incomplete"),
        ("\"models\"", "\"model\"", "damaged"),
    ])
    func damageIsNamed(what: String, replacement: String, reason: String) throws {
        let text = try String(
            decoding: ToyAccuracies.bundle().json(), as: UTF8.self)
        #expect(text.contains(what))
        let error = #expect(throws: BundledFileError.self) {
            try BundledAccuracyModels(
                json: Data(text.replacingOccurrences(of: what, with: replacement).utf8),
                path: "x.json")
        }
        let message = try #require(error).description
        #expect(message.contains("x.json") && message.contains(reason), "\(message)")
    }
}
