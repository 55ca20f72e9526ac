import Architectures
import Foundation
import TestSupport
import Testing

/// What `data import` takes in, what it says that it took, and whose numbers it says they are.
@Suite struct ImportCommandTests {
    let tool: CommandLineTool
    let tables: SyntheticTables

    init() throws {
        tool = try CommandLineTool()
        tables = try SyntheticTables()
    }

    private func origins() throws -> [String: String] {
        let object = try tool.run("data", "list", "--json").object()
        var found: [String: String] = [:]
        for table in object["tables"] as? [[String: Any]] ?? [] {
            let subject = table["subject"] as? String ?? ""
            found[subject] = table["origin"] as? String
        }
        return found
    }

    @Test func newDevicesAreListedWithUnitAndMedian() throws {
        try tool.write("index,phone_latency_us,tv\n0,8501,3\n1,6433,4\n2,5231,9\n", to: "a.csv")
        let text = try tool.run("data", "import", "a.csv")
        #expect(text.status == 0, Comment(rawValue: text.errors))
        let line = try #require(text.output.split(separator: "\n").first { $0.hasPrefix("phone") })
        #expect(
            line.split(separator: " ").map(String.init) == [
                "phone", "3", "us", "6.433", "measured",
            ])
        let json = try tool.run(
            "data", "import", "a.csv", "--json", "--store", tool.folder.path + "/b.sqlite"
        ).object()
        let devices = try #require(json["devices"] as? [[String: Any]])
        #expect(devices.map { $0["device"] as? String } == ["phone", "tv"])
        #expect(devices.map { $0["unit"] as? String } == ["us", "ms"])
        #expect(devices.map { $0["median_ms"] as? Double } == [6.433, 4])
        #expect(devices.map { $0["values"] as? Int } == [3, 3])
        #expect(devices.map { $0["new"] as? Bool } == [true, true])
        #expect((json["warnings"] as? [String])?.isEmpty == true)
        // Nothing new, no device.
        #expect(try !tool.run("data", "import", "a.csv").output.contains("measured"))
    }

    /// Three-by-three convolutions throughout take 5 to 100 ms on published devices.
    @Test(arguments: [("4000000", true), ("0.004", true), ("40", false)])
    func aScaleThatNoDeviceHasIsAWarning(latency: String, isWarned: Bool) throws {
        let index = tables.space.publishedIndex(of: Architecture(code: 15_624 * 3 / 4))
        try tool.write("index,phone\n\(index),\(latency)\n", to: "a.csv")
        let outcome = try tool.run("data", "import", "a.csv")
        #expect(outcome.status == 0)
        #expect(outcome.errors.contains("warning: ") == isWarned, Comment(rawValue: outcome.errors))
        #expect(outcome.errors.contains("--unit") == isWarned)
    }

    @Test(arguments: ["us", "µs", "microseconds"])
    func unitsAreGivenToo(unit: String) throws {
        try tool.write("index,phone\n0,8501\n", to: "a.csv")
        #expect(try tool.run("data", "import", "a.csv", "--unit", unit).status == 0)
        let store = try tool.run("devices", "show", "phone", "--json")
        #expect(store.status == 0)
        let again = try tool.run("data", "import", "a.csv", "--unit", unit)
        #expect(again.output.contains("nothing new"))
        #expect(try tool.run("data", "import", "a.csv", "--unit", "cycles").status == 2)
        try tool.write("index,phone\n0,8.501\n", to: "b.csv")
        let same = try tool.run("data", "import", "b.csv", "--json").object()
        let file = try #require((same["files"] as? [[String: Any]])?.first)
        #expect(file["confirmed"] as? Int == 1 && file["added"] as? Int == 0)
    }

    // MARK: Whose numbers they are

    /// A column of one's own under the name of a published device is neither published nor merged.
    @Test func onesOwnNumbersTakeNoPublishedName() throws {
        try tool.write("index,raspi4,phone\n0,1.5,2\n1,3,4\n2,2,6\n", to: "own.csv")
        for arguments in [[], ["--overwrite"], ["--origin", "measured"]] {
            let outcome = try tool.run(["data", "import", "own.csv"] + arguments)
            #expect(outcome.status == 2)
            #expect(outcome.errors.contains("raspi4 is a published device"))
            #expect(outcome.errors.contains("--as raspi4=NAME"))
        }
        #expect(try origins().isEmpty)
        // The remedies work.
        let renamed = try tool.run("data", "import", "own.csv", "--as", "raspi4=my-board")
        #expect(renamed.status == 0, Comment(rawValue: renamed.errors))
        #expect(try origins() == ["my-board": "measured", "phone": "measured"])
        #expect(try tool.run("devices", "show", "my-board").output.contains("measured"))
        let stated = try tool.run(
            "data", "import", "own.csv", "--origin", "published", "--store",
            tool.folder.path + "/other.sqlite")
        #expect(stated.status == 0, Comment(rawValue: stated.errors))
        let unknown = try tool.run("data", "import", "own.csv", "--as", "raspi5=x")
        #expect(unknown.status == 2 && unknown.errors.contains("raspi4"))
    }

    /// HW-NAS-Bench's own file: its headings say what it is, whoever else measured such devices.
    @Test func hwNASBenchIsPublishedAndLocksNothingOut() throws {
        try tool.write(
            "index,edgegpu_latency,edgegpu_energy,raspi4_latency,eyeriss_latency,eyeriss_energy,"
                + "eyeriss_arithmetic_intensity,fpga_energy,average_hw_metric\n"
                + "11,8,30,110,10.5,2.25,20.5,37,40\n",
            to: "hw.csv")
        let outcome = try tool.run("data", "import", "hw.csv")
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
        #expect(outcome.output.contains("'average_hw_metric'"))
        #expect(Set(try origins().values) == ["published"])
        #expect(
            try origins().keys.sorted() == ["edgegpu", "eyeriss", "fpga", "raspi4"])
        // Another file of the same device goes on.
        try tool.write("index,raspi4\n11,110\n12,90\n", to: "more.csv")
        let more = try tool.run("data", "import", "more.csv")
        #expect(more.status == 0, Comment(rawValue: more.errors))
        #expect(try origins()["raspi4"] == "published")
    }

    /// Whole tables and cuttings of what was published are recognised by what they hold. The numbers
    /// are those of the bundled models, which follow the tables.
    @Test func publishedLatenciesAreRecognised() throws {
        let indices = stride(from: 0, to: 15_625, by: 100).map { $0 }
        let arguments = indices.map(String.init)
        var text = "index,titan_rtx_1\n"
        let object = try tool.run(
            ["predict", "--device", "titan_rtx_1", "--latency", "bundled", "--json"] + arguments
        ).object()
        for row in object["predictions"] as? [[String: Any]] ?? [] {
            text += "\(row["index"] as? Int ?? 0),\(row["latency_ms"] as? Double ?? 0)\n"
        }
        try tool.write(text, to: "cut.csv")
        let outcome = try tool.run("data", "import", "cut.csv")
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
        #expect(try origins() == ["titan_rtx_1": "published"])
        #expect(try tool.run("devices", "show", "titan_rtx_1").output.contains("Titan RTX"))
    }

    @Test func accuraciesOfOnesOwnAreMeasured() throws {
        try tool.write("index,cifar10_valid_200\n11,87.9\n284,86\n0,82\n", to: "own.csv")
        #expect(try tool.run("data", "import", "own.csv").status == 0)
        #expect(try origins() == ["cifar10, 200 epochs, valid": "measured"])
        try tool.write(tables.accuracyCSV(), to: "whole.csv")
        #expect(try tool.run("data", "import", "whole.csv").status == 0)
        #expect(try origins()["cifar100, 200 epochs, valid"] == "published")
    }

    // MARK: Paths

    @Test func aProcessSubstitutionIsRead() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = [
            "-c",
            "\(CommandLineTool.binary.path) data import <(printf 'index,mine\\n0,1.5\\n') "
                + "--store \(tool.store.path)",
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(try origins() == ["mine": "measured"])
    }

    @Test func theWholeMachineIsNotWalked() throws {
        let outcome = try tool.run("data", "import", "/")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("files and folders lie below it"))
    }

    @Test func manyFilesPassedOverAreOneLine() throws {
        try FileManager.default.createDirectory(
            at: tool.folder.appendingPathComponent("folder"), withIntermediateDirectories: true)
        for i in 0..<40 { try tool.write("{}\n", to: "folder/\(i).json") }
        try tool.write("index,mine\n0,1.5\n", to: "folder/mine.csv")
        let outcome = try tool.run("data", "import", "folder")
        #expect(outcome.status == 0)
        #expect(outcome.errors.split(separator: "\n").count { $0.contains("passed over") } == 1)
        #expect(outcome.errors.contains("40 files"))
        let json = try tool.run("data", "import", "folder", "--json").object()
        #expect((json["passed_over"] as? [Any])?.count == 40)
    }

    // MARK: Results

    private func results(_ milliseconds: String, latency: Double = 1) -> String {
        """
        {"results":1,"device":"far","plan_sha256":"00","describe":{"name":"r","runtime":"r 1",\
        "hardware":"h","kind":"cpu"},"started":"2026-01-31T12:00:00Z"}
        {"index":3,"milliseconds":[\(milliseconds)]}

        """
    }

    @Test func runsInTwoGroupsAreAWarning() throws {
        let two = (0..<20).map { $0 % 2 == 0 ? "5.\($0)" : "8.\($0)" }.joined(separator: ",")
        try tool.write(results(two), to: "two.jsonl")
        let outcome = try tool.run("data", "import", "two.jsonl")
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
        #expect(outcome.errors.contains("warning: far: the runs of 1 of 1 networks"))
        let one = (0..<20).map { "5.0\($0)" }.joined(separator: ",")
        try tool.write(results(one), to: "one.jsonl")
        #expect(try !tool.run("data", "import", "one.jsonl").errors.contains("warning"))
    }

    @Test func amongResultsAndTablesARefusalKeepsNothing() throws {
        try tool.write("index,other\n3,9.5\n", to: "first.csv")
        #expect(try tool.run("data", "import", "first.csv").status == 0)
        try tool.write("index,other\n3,1.5\n", to: "second.csv")
        try tool.write(results("1.5,1.5,1.5"), to: "far.jsonl")
        let refused = try tool.run("data", "import", "far.jsonl", "second.csv")
        #expect(refused.status == 1)
        #expect(refused.errors.contains("nothing was imported: 1 value contradicts"))
        #expect(try !tool.run("devices").output.contains("far"))
        let both = try tool.run("data", "import", "far.jsonl", "second.csv", "--overwrite")
        #expect(both.status == 0, Comment(rawValue: both.errors))
        #expect(try tool.run("devices").output.contains("far"))
    }

    @Test func resultsAndTablesFollowOneRule() throws {
        try tool.write("index,far\n3,9.5\n", to: "far.csv")
        try tool.write(results("1.5,1.5,1.5"), to: "far.jsonl")
        for (first, second) in [("far.csv", "far.jsonl"), ("far.jsonl", "far.csv")] {
            let store = tool.folder.path + "/\(first).sqlite"
            #expect(try tool.run("data", "import", first, "--store", store).status == 0)
            let refused = try tool.run("data", "import", second, "--store", store)
            #expect(refused.status == 1)
            #expect(refused.errors.contains("nothing was imported: 1 value contradicts"))
            #expect(refused.errors.contains("--overwrite"))
            let replaced = try tool.run("data", "import", second, "--overwrite", "--store", store)
            #expect(replaced.status == 0, Comment(rawValue: replaced.errors))
            let verify = try tool.run("data", "verify", "--store", store)
            #expect(verify.status == 0, Comment(rawValue: verify.errors))
        }
    }
}
