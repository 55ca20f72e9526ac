import Foundation
import TabularStore
import TestSupport
import Testing

/// Latencies belong to an input size: 32×32 for CIFAR-10 and CIFAR-100, 16×16 for ImageNet16-120.
@Suite struct InputSizeTests {
    let tool: CommandLineTool
    let tables: SyntheticTables

    init() throws {
        tool = try CommandLineTool()
        tables = try SyntheticTables()
    }

    private func notes(_ arguments: [String]) throws -> String {
        let outcome = try tool.run(arguments + ["--budget", "30", "--json"])
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
        return (try outcome.object()["notes"] as? [String] ?? []).joined(separator: "\n")
    }

    @Test func smallImagesAreMeasuredAsAnotherDeviceOfThisMachine() throws {
        let runner = try tool.scriptedRunner()
        func search(_ dataset: String, log: String) throws -> (device: String, loads: String) {
            let log = tool.folder.appendingPathComponent(log).path
            let outcome = try tool.run(
                ["--device", "this-machine", "--budget", "50", "--samples", "3", "--json"]
                    + ["--latency", "op-count", "--dataset", dataset] + runner,
                environment: ["FAKE_LOG": log])
            #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
            let object = try outcome.object()
            let notes = (object["notes"] as? [String] ?? []).joined()
            #expect(!notes.contains("×"), Comment(rawValue: notes))
            let loads = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            return (try #require(object["device"] as? String), loads)
        }
        let large = try search("cifar100", log: "first")
        #expect(large.device == "fake-fake-1t")
        #expect(large.loads.contains(#""dataset":"cifar10""#))
        // Networks that differ in the classifier alone were measured before.
        let other = try search("cifar10", log: "second")
        #expect(other.device == large.device && other.loads.isEmpty)
        let small = try search("imagenet16-120", log: "third")
        #expect(small.device == "fake-fake-1t-imagenet16-120")
        #expect(small.loads.contains(#""dataset":"imagenet16-120""#))
        #expect(!small.loads.contains("cifar"))
        let store = try Store.open(tool.store.path, space: tables.space, access: .readOnly)
        let identities = try [large.device, small.device].map {
            try store.measuringSessions(of: $0).last?.settings.identity["dataset"]
        }
        #expect(identities == ["cifar10", "imagenet16-120"])

        // Asked for by name, a device is what it is, and says so.
        let named = ["--device", large.device, "--dataset", "imagenet16-120"] + runner
        let sentence = try notes(named)
        #expect(sentence.contains("16×16") && sentence.contains("32×32"))
        #expect(sentence.contains("--device this-machine"))
        #expect(
            try !notes(["--device", small.device, "--dataset", "imagenet16-120"] + runner)
                .contains("×"))
        #expect(
            try notes(["--device", small.device, "--dataset", "cifar100"] + runner)
                .contains("16×16"))
        let predicted = try tool.run(
            ["predict", "--device", "this-machine", "--dataset", "imagenet16-120", "11", "--json"]
                + runner)
        #expect(try predicted.object()["device"] as? String == small.device)
    }

    @Test func publishedLatenciesAreOfLargerImages() throws {
        let published = ["--device", "titan_rtx_1", "--dataset"]
        #expect(try notes(published + ["imagenet16-120"]).contains("its latencies are of 32×32"))
        for dataset in ["cifar10", "cifar100"] {
            #expect(try !notes(published + [dataset]).contains("×"))
        }
        let shipped = ["--device", "zen5-direct-avx512", "--dataset", "imagenet16-120"]
        #expect(try notes(shipped).contains("its latencies are of 32×32"))
        let text = try tool.run(published + ["imagenet16-120", "--budget", "30"])
        #expect(text.output.contains("32×32"))
    }

    @Test func latenciesOfOnesOwnMaySayNothingOfTheirInput() throws {
        try tool.importTables(tables)
        let own = ["--device", "alpha", "--dataset"]
        #expect(try notes(own + ["imagenet16-120"]).contains("nothing says"))
        #expect(try !notes(own + ["cifar100"]).contains("×"))
        let compared = try tool.run(
            "compare", "--device", "alpha", "--latency", "op-count", "--dataset",
            "imagenet16-120", "--json")
        #expect(compared.output.contains("nothing says"), Comment(rawValue: compared.errors))
    }
}
