import Foundation
import TestSupport
import Testing

/// The program of the documentation that uses the library.
@Suite struct LibraryExampleTests {
    private let tool: CommandLineTool

    init() throws {
        tool = try CommandLineTool()
    }

    private func runExample() throws -> (status: Int32, lines: [String]) {
        let process = Process()
        process.executableURL = CommandLineTool.built("LibraryExample")
        process.arguments = [tool.store.path, tool.folder.path + "/tables", "chosen"]
        process.currentDirectoryURL = tool.folder
        let output = tool.folder.appendingPathComponent("example.txt")
        try Data().write(to: output)
        process.standardOutput = try FileHandle(forWritingTo: output)
        try process.run()
        process.waitUntilExit()
        let text = try String(contentsOf: output, encoding: .utf8)
        return (process.terminationStatus, text.split(separator: "\n").map(String.init))
    }

    /// What follows a word at the start of lines.
    private func values(_ word: String, in lines: [String]) -> [String] {
        lines.filter { $0.hasPrefix(word + " ") }.map { String($0.dropFirst(word.count + 1)) }
    }

    @Test func itFindsTheFrontThatTheCommandFinds() throws {
        let tables = try SyntheticTables()
        try FileManager.default.createDirectory(
            at: tool.folder.appendingPathComponent("tables"), withIntermediateDirectories: true)
        try tool.write(
            tables.latencyCSV(devices: [("alpha", 1), ("beta", 3.5)]), to: "tables/latency.csv")
        try tool.write(tables.accuracyCSV(), to: "tables/accuracy.csv")
        let (status, lines) = try runExample()
        #expect(status == 0, Comment(rawValue: lines.joined(separator: "\n")))
        let found = values("front", in: lines).compactMap { $0.split(separator: " ").first }
        let outcome = try tool.run(
            "search", "--device", "alpha", "--samples", "10", "--budget", "200", "--max-latency",
            "5", "--json")
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
        let object = try outcome.object()
        let front = try #require(object["front"] as? [[String: Any]])
        #expect(front.count > 3)
        #expect(found.map(String.init) == front.map { "\($0["index"] ?? "")" })
        #expect(values("progress", in: lines).contains { $0.hasPrefix("searching: ") })
        #expect(values("file", in: lines).contains { $0.hasSuffix(".onnx") })
        #expect(values("known", in: lines) == ["my-phone"])
        #expect(values("timed", in: lines).first?.hasPrefix("10 networks") == true)
        // The run of the program is one of the store's, and the command can show it.
        #expect(try tool.run("runs", "show", "1").status == 0)
    }

    @Test func theDocumentationHasItsText() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let code = try String(
            contentsOf: root.appendingPathComponent("Tests/LibraryExample/main.swift"),
            encoding: .utf8)
        let article = try String(
            contentsOf: root.appendingPathComponent(
                "Sources/NASSearch/NASSearch.docc/UsingTheLibrary.md"), encoding: .utf8)
        #expect(article.contains("```swift\n" + code + "```\n"))
        #expect(code.split(separator: "\n").count <= 60)
    }
}
