import Architectures
import Foundation
import SearchSpaces
import TestSupport
import Testing

@testable import AccuracyPrediction

@Suite struct SurrogateTests {
    private static let key = AccuracyKey(dataset: "toy", split: .valid, epochs: 200)
    private static let noErrors = AccuracyModel.Errors(
        kendall: 0.5, kendallTopHalf: 0.25, rootMeanSquare: 1, medianAbsolute: 2)

    /// Accuracies that the surrogate can express: 91 − e^(−s), where s is 0 for the constant, 0.5
    /// for each live skip and 1 for each live convolution; 10 % without a live path.
    private static func table(_ space: SearchSpace) -> ObjectiveTable {
        ObjectiveTable(
            quantity: .accuracy(key),
            values: space.architectures.map { architecture in
                let live = space.liveEdges(of: architecture)
                guard live.contains(true) else { return 10 }
                var sum = -3.0
                for (edge, index) in space.operatorIndices(of: architecture).enumerated()
                where live[edge] {
                    sum += index == 1 ? 0.5 : 1
                }
                return 91 - exp(-sum)
            })
    }

    private static func model(_ space: SearchSpace) throws -> AccuracyModel {
        try SurrogateFitter(space: space, covered: space.architectures)
            .fit(table(space), key: key).model(errors: noErrors)
    }

    @Test func followsTheTableItWasFittedTo() throws {
        let space = try TinySpace.make()
        let table = Self.table(space)
        let surrogate = try AdditiveAccuracySurrogate(
            try Self.model(space), space: space, path: "x.json")
        let estimates = surrogate.accuracy(of: space.architectures)
        for architecture in space.architectures {
            let code = architecture.code
            // The ridge and the fitted ceiling cost something on 22 cells.
            #expect(abs(estimates.percent[code] - table.values[code]) < 3)
            #expect(estimates.standardDeviations[code] >= 0)
            if space.isDisconnected(architecture) {
                #expect(estimates.percent[code] == 10)
                #expect(estimates.standardDeviations[code] == 0)
            }
        }
        #expect(surrogate.origin == .surrogate)
        #expect(
            surrogate.summary
                == "surrogate of toy, valid, 200 epochs, Kendall's τ 0.50 on held-out cells")
    }

    @Test func deadEdgesDoNotMatter() throws {
        let space = try TinySpace.make()
        let surrogate = try AdditiveAccuracySurrogate(
            try Self.model(space), space: space, path: "x.json")
        let cells = [[0, 1, 0], [1, 1, 0], [2, 1, 0], [0, 1, 2]].map {
            space.architecture(operatorIndices: $0)
        }
        #expect(Set(surrogate.accuracy(of: cells).percent).count == 1)
    }

    @Test func heldOutPredictionsCoverConnectedCells() throws {
        let space = try TinySpace.make()
        let fit = try SurrogateFitter(space: space, covered: space.architectures)
            .fit(Self.table(space), key: Self.key)
        for architecture in space.architectures {
            #expect(fit.heldOut[architecture.code].isNaN == space.isDisconnected(architecture))
        }
    }

    @Test func theSameFitGivesTheSameBytes() throws {
        let space = try TinySpace.make()
        func json() throws -> Data {
            try BundledAccuracyModels(
                space: space, command: "make it",
                inputs: [.init(name: "a.csv", sha256: "00ff")], models: [Self.model(space)]
            ).json()
        }
        let first = try json()
        #expect(try first == json())
        let back = try BundledAccuracyModels(json: first, path: "x.json")
        #expect(try back.model(of: Self.key) == Self.model(space))
        #expect(back.model(of: AccuracyKey(dataset: "toy", split: .test, epochs: 200)) == nil)
    }

    /// 0.5 / 32,000 is the step; −0.5 is −32,000 = 0x8300, 0.25 is 16,000 = 0x3E80.
    @Test func coefficientsAreSixteenBits() throws {
        let (step, text) = AccuracyModel.quantise([0.25, -0.5, 0])
        #expect(isClose(step, 1.5625e-5, relative: 1e-12))
        #expect(try [UInt8](#require(Data(base64Encoded: text))) == [0x80, 0x3E, 0, 0x83, 0, 0])
    }

    @Test func damageIsNamed() throws {
        let space = try TinySpace.make()
        var model = try Self.model(space)
        model.quantised = String(model.quantised.dropLast(8))
        let error = #expect(throws: BundledFileError.self) {
            try AdditiveAccuracySurrogate(model, space: space, path: "x.json")
        }
        #expect(try #require(error).description.contains("x.json"))
        #expect(throws: BundledFileError.self) {
            try BundledAccuracyModels(json: Data("{}".utf8), path: "x.json")
        }
    }

    @Test func theBundleHasEveryDataset() throws {
        let space = try SearchSpace.nasBench201()
        let models = try BundledAccuracyModels.bundled()
        for dataset in space.definition.datasets {
            for split in DatasetSplit.allCases {
                let key = AccuracyKey(dataset: dataset.name, split: split, epochs: 200)
                let model = try #require(models.model(of: key))
                #expect(model.heldOut.kendall > 0.85)
                #expect(model.coefficients?.count == 1545)
            }
        }
        let other = AccuracyKey(dataset: "cifar10", split: .valid, epochs: 12)
        #expect(try AdditiveAccuracySurrogate.bundled(other, space: space) == nil)
    }

    /// Known accuracies of the benchmark after 200 epochs on CIFAR-100's test images: index 9930
    /// has 73.5133 %, the best, and a cell without a live path guesses one class of a hundred.
    @Test func theBundleKnowsTheBestCell() throws {
        let space = try SearchSpace.nasBench201()
        let key = AccuracyKey(dataset: "cifar100", split: .test, epochs: 200)
        let surrogate = try #require(
            try AdditiveAccuracySurrogate.bundled(key, space: space))
        let best = try #require(space.architecture(publishedIndex: 9930))
        let estimates = surrogate.accuracy(of: [best, Architecture(code: 0)])
        #expect(abs(estimates.percent[0] - 73.5133) < 1.5)
        #expect(abs(estimates.percent[1] - 1) < 0.2)
        #expect(estimates.standardDeviations.allSatisfy { $0 >= 0 && $0 < 2 })
    }
}

@Suite struct AccuracyTableTests {
    @Test func isTheTable() {
        let key = AccuracyKey(dataset: "cifar10", split: .test, epochs: 12, seed: 777)
        let table = AccuracyTable(
            table: ObjectiveTable(quantity: .accuracy(key), values: [90, .nan]), key: key)
        let estimates = table.accuracy(of: [Architecture(code: 1), Architecture(code: 0)])
        #expect(estimates.percent[0].isNaN)
        #expect(estimates.percent[1] == 90)
        #expect(table.summary == "table of cifar10, test, 12 epochs, seed 777")
    }
}
