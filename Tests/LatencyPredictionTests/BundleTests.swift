import Architectures
import Foundation
import SearchSpaces
import TestSupport
import Testing

@testable import LatencyPrediction

@Suite struct BundledLatencyModelsTests {
    private static func fitted() throws -> BundledLatencyModels {
        let space = try TinySpace.make()
        return try BundledLatencyModels.fit(
            [SyntheticDevice.asWritten(space, costs: [0, 0.5, 3], name: "d")],
            features: CellFeatures(space: space), command: "make it",
            inputs: [FittedInput(name: "a.csv", sha256: "00ff")])
    }

    /// The whole file, for a device with known costs: 3 ms, 0.5 ms a skip, 3 ms a convolution.
    @Test func theFitGivesTheKnownFile() throws {
        let expected = """
            {
              "command" : "make it",
              "features" : {
                "as-written" : [
                  "base",
                  "skip",
                  "conv"
                ],
                "pruned" : [
                  "base",
                  "skip",
                  "conv",
                  "additions",
                  "no live path"
                ]
              },
              "format" : 1,
              "inputs" : [
                {
                  "name" : "a.csv",
                  "sha256" : "00ff"
                }
              ],
              "models" : [
                {
                  "architectures" : 27,
                  "device" : "d",
                  "heldOut" : {
                    "mape" : 0,
                    "within1" : 1,
                    "within10" : 1,
                    "within5" : 1
                  },
                  "leavesOutDisconnected" : false,
                  "milliseconds" : [
                    3,
                    0.5,
                    3
                  ],
                  "relativeDeviation" : 0.0001,
                  "view" : "as-written"
                }
              ],
              "space" : "tiny"
            }

            """
        let found = try String(decoding: Self.fitted().json(), as: UTF8.self)
        #expect(found == expected, "\(found)")
    }

    @Test func aFileReadsBackAsItself() throws {
        let models = try Self.fitted()
        #expect(try BundledLatencyModels(json: models.json(), path: "x.json") == models)
    }

    @Test(arguments: [
        ("\"format\" : 1", "\"format\" : 2", "format 2"), ("\"base\",", "", "d is incomplete"),
        ("\"d\"", "", "damaged"), ("0.0001", "-1", "d is incomplete"),
    ])
    func damageIsNamed(what: String, replacement: String, reason: String) throws {
        let text = try String(decoding: Self.fitted().json(), as: UTF8.self)
            .replacingOccurrences(of: what, with: replacement)
        let error = #expect(throws: BundledFileError.self) {
            try BundledLatencyModels(json: Data(text.utf8), path: "x.json")
        }
        let message = try #require(error).description
        #expect(message.contains("x.json") && message.contains(reason), "\(message)")
    }

    @Test func estimatesFromTheNumbersOfADevice() throws {
        let space = try TinySpace.make()
        let features = CellFeatures(space: space)
        let predictor = BundledPredictor(models: try Self.fitted(), features: features)
        let estimator = try predictor.adapted(to: AdaptationTarget(device: "d"))
        let cell = space.architecture(operatorIndices: [1, 2, 0])
        let estimates = try estimator.estimate([cell])
        #expect(isClose(estimates.milliseconds[0], 6.5, relative: 1e-12))
        #expect(isClose(estimates.standardDeviations[0], 6.5e-4, relative: 1e-9))
        #expect(
            throws: LatencyPredictionError.unavailable(
                estimator: "bundled", device: "e", reason: "no model of it ships with the program")
        ) { try predictor.adapted(to: AdaptationTarget(device: "e")) }
    }

    /// Numbers by the benchmark's authors' definitions do not come with the program; what ships is
    /// checked for shape, and for saying of itself what the tables' noise allows.
    @Test func theBundleServesEveryPublishedDevice() throws {
        let features = try #require(Shared.features)
        let models = try BundledLatencyModels.bundled()
        #expect(models.models.count == 40)
        #expect(models.devices == models.devices.sorted())
        let predictor = BundledPredictor(models: models, features: features)
        let batch = features.space.architectures.striding(by: 53) + [Architecture(code: 0)]
        for model in models.models {
            #expect(model.milliseconds.count == features.width(model.view))
            let estimator = try predictor.adapted(to: AdaptationTarget(device: model.device))
            let estimates = try estimator.estimate(batch)
            #expect(estimates.milliseconds.allSatisfy { $0.isFinite && $0 > 0 })
            #expect(estimates.standardDeviations.allSatisfy { $0.isFinite && $0 > 0 })
        }
        #expect(models.model(of: "gold_6226")?.view == .asWritten)
        #expect(models.model(of: "embedded-tpu-edge-tpu-int8")?.view == .pruned)
        #expect(try #require(models.model(of: "titan_rtx_1")).heldOut.within10 > 0.94)
    }

    @Test(.enabled(if: PublishedData.isAvailable, Comment(rawValue: PublishedData.absence)))
    func theBundleFitsATable() throws {
        let features = try #require(Shared.features)
        let table = try HELPTable.table("titan_rtx_1", space: features.space)
        let model = try #require(try BundledLatencyModels.bundled().model(of: "titan_rtx_1"))
        let estimator = BundledEstimator(model, features: features)
        let test = TestSet(table: table, without: [], features: features)
        let scores = try test.scores(of: estimator)
        #expect(abs(scores.within10 - model.heldOut.within10) < 0.005)
        let coverage = intervalCoverage(
            of: test.truth, by: estimator.estimate(test.architectures), z: 1.2816)
        #expect(abs(coverage - 0.8) < 0.02)
    }
}
