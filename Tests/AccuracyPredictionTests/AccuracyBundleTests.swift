import AccuracyPrediction
import Architectures
import Testing

@Suite struct AccuracyBundleTests {
    @Test func servesEveryDataset() throws {
        let space = try SearchSpace.nasBench201()
        let models = try BundledAccuracyModels.bundled()
        for dataset in space.definition.datasets {
            for split in DatasetSplit.allCases {
                let key = AccuracyKey(dataset: dataset.name, split: split, epochs: 200)
                let model = try #require(models.model(of: key))
                #expect(model.heldOut.kendall > 0.91)
                #expect(model.heldOut.kendallTopHalf > 0.78)
            }
        }
        let other = AccuracyKey(dataset: "cifar10", split: .valid, epochs: 12)
        #expect(try AccuracySurrogate.bundled(other, space: space) == nil)
    }

    @Test func isSmall() throws {
        #expect(try BundledAccuracyModels.bundled().parameterCount <= 8000)
    }

    /// Known accuracies of the benchmark after 200 epochs on CIFAR-100's test images: index 9930
    /// has 73.5133 %, the best, and a cell without a live path guesses one class of a hundred.
    @Test func knowsTheBestCell() throws {
        let space = try SearchSpace.nasBench201()
        let key = AccuracyKey(dataset: "cifar100", split: .test, epochs: 200)
        let surrogate = try #require(try AccuracySurrogate.bundled(key, space: space))
        let best = try #require(space.architecture(publishedIndex: 9930))
        let estimates = surrogate.accuracy(of: [best, Architecture(code: 0)])
        #expect(abs(estimates.percent[0] - 73.5133) < 1.5)
        #expect(abs(estimates.percent[1] - 1) < 0.2)
        #expect(estimates.standardDeviations.allSatisfy { $0 >= 0 && $0 < 2 })
    }
}
