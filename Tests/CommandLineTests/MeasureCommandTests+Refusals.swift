import Architectures
import Foundation
import TabularStore
import Testing

/// What is not measured, and what an interruption leaves.
extension MeasureCommandTests {
    @Test func anotherMachineIsRefused() throws {
        #expect(try measure(["--device", "mine", "0", "--runs", "5"]).status == 0)
        for (variable, value, mention) in [
            ("FAKE_CPU", "Other CPU", "hardware"), ("FAKE_VERSION", "2", "runtime"),
        ] {
            let outcome = try measure(
                ["--device", "mine", "1", "--runs", "5"], environment: [variable: value])
            #expect(outcome.status == 2)
            #expect(outcome.errors.contains(mention) && outcome.errors.contains(value))
        }
        let graph = try tool.run(
            ["measure", "--device", "mine", "1", "--graph", "pruned"] + runner)
        #expect(graph.status == 2 && graph.errors.contains("--graph as-written"))
        // Without options a device is what it was measured with, but for a command.
        let without = try tool.run("measure", "--device", "mine", "1", "--runs", "5")
        #expect(without.status == 2 && without.errors.contains("add --runner '/bin/sh "))
    }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)] as [(Int32, Int32)])
    func interruptionSaysWhatIsKept(signal: Int32, status: Int32) throws {
        let process = try tool.makeProcess(
            ["measure", "--device", "mine", "--architectures", "500", "--runs", "5"] + runner,
            environment: ["FAKE_DELAY": "0.02"])
        let errors = Pipe()
        process.standardOutput = FileHandle.nullDevice
        process.standardError = errors
        try process.run()
        while process.isRunning {
            let store = try? Store.open(tool.store.path, space: space, access: .readOnly)
            if let count = try? store?.measuredArchitectures(of: "mine").count, count > 2 { break }
            usleep(20_000)
        }
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        #expect(process.terminationStatus == status)
        #expect(try tool.run("--help").output.contains("\(status)"))
        let text = String(
            decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        #expect(text.contains("are kept in the store"), Comment(rawValue: text))
    }

    @Test func publishedDevicesAreNotMeasured() throws {
        let outcome = try measure(["--device", "gold_6226", "0"])
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("published"))
    }

    @Test(arguments: [
        (["--device", "mine"], "no architectures"),
        (["--device", "mine", "--architectures", "0"], "14125"),
        (["--device", "mine", "--architectures", "13643"], "random:13643"),
        (["--device", "mine", "--architectures", "random:20000"], "14125"),
        (["--device", "mine", "--architectures", "random:x"], "random:x"),
        (["--device", "mine", "0", "--output", "no/such/file"], "can't be written"),
        (["--device", "mine", "0", "--output", "a", "--plan", "b"], "--plan"),
        (["--device", "mine", "--architectures", "nothing.txt"], "nothing.txt"),
        (["--device", "mine", "0", "--runs", "1"], "--runs 1"),
        (["--device", "mine", "0", "--shard", "3/2"], "--shard 3/2"),
        (["--device", "mine", "0", "--kernels", "direct-avx2"], "built-in runner"),
        (["--device", "mine", "0", "--threads", "0"], "--threads 0"),
        (["--device", "mine", "0", "--dataset", "mnist"], "cifar10"),
        (["--device", "a b", "0"], "no name for a device"),
        (["--device", "mine", "99999"], "99999"),
    ])
    func refusalsAreClear(arguments: [String], mention: String) throws {
        let outcome = try measure(arguments)
        #expect(outcome.status == 2, Comment(rawValue: outcome.errors))
        #expect(outcome.errors.contains(mention), Comment(rawValue: outcome.errors))
        #expect(outcome.output.isEmpty)
    }

    @Test func threadsThatTakeTurnsAreNotMeasured() throws {
        let outcome = try tool.run("measure", "--device", "mine", "0", "--threads", "1024")
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("--threads 1024: this machine has"))
    }

    @Test func listsOfNetworksAreRead() throws {
        try tool.write("# mine\n0\n\n  1 \n|avg_pool_3x3~0|\n", to: "list")
        let wrong = try measure(["--device", "mine", "--architectures", "list", "--runs", "5"])
        #expect(wrong.status == 2 && wrong.errors.contains("line 5"))
        try tool.write("# mine\n0\n\n  1 \n", to: "list")
        let outcome = try measure([
            "--device", "mine", "--architectures", "list", "--runs", "5", "--json",
        ])
        #expect(
            (try outcome.object()["measured"] as? [[String: Any]])?.map { $0["index"] as? Int }
                == [0, 1])
    }
}
