import Foundation
import TestSupport
import Testing

@Suite struct ReportCommandTests {
    let tool: CommandLineTool

    init() throws {
        tool = try CommandLineTool()
    }

    private func file(_ name: String) -> URL { tool.folder.appendingPathComponent(name) }

    private func text(_ name: String) throws -> String {
        try String(contentsOf: file(name), encoding: .utf8)
    }

    /// The JSON document inside a page.
    private func embedded(_ id: String, in name: String) throws -> String {
        let html = try text(name)
        let start = try #require(html.range(of: "<script type=\"application/json\" id=\"\(id)\">"))
        let end = try #require(html.range(of: "</script>", range: start.upperBound..<html.endIndex))
        return html[start.upperBound..<end.lowerBound]
            .trimmingCharacters(in: .newlines).replacingOccurrences(of: "\\u003c", with: "<")
    }

    private func figure(in name: String) throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(
            with: Data(embedded("figure", in: name).utf8))
        return try #require(object as? [String: Any])
    }

    @Test func whatAKilledWriterLeftGoesAndNothingElse() throws {
        // A writer that lives holds a lock on what it writes; a killed one's is free.
        let leftover = ".r.html.nas-search-1a2b3c4d"
        let alive = ".q.html.nas-search-5e6f7a8b"
        let others = [alive, ".r.html.mine.part", ".r.html.nas-search-mine", "r.nas-search-1a2b"]
        try tool.write("half", to: alive)
        let writer = open(file(alive).path, O_WRONLY)
        defer { close(writer) }
        #expect(flock(writer, LOCK_EX) == 0)
        for name in others.dropFirst() + [leftover] { try tool.write("half", to: name) }
        let outcome = try tool.run(
            "--device", "rtx6000", "--budget", "20", "--report", "r.html")
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
        let files = FileManager.default
        #expect(!files.fileExists(atPath: file(leftover).path))
        for name in others { #expect(files.fileExists(atPath: file(name).path), "\(name)") }
        #expect(try text("r.html").contains("</html>"))
    }

    @Test func aSearchWithoutATableHasAPage() throws {
        let outcome = try tool.run(
            "--device", "rtx6000", "--budget", "60", "--report", "r.html", "--plot", "p.svg",
            "--max-latency", "8", "--json")
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
        #expect(
            try embedded("data", in: "r.html")
                == outcome.output.trimmingCharacters(in: .newlines))
        #expect(outcome.errors.contains("wrote r.html"))
        let figure = try figure(in: "r.html")
        #expect(figure["oracle"] == nil)
        let space = try #require(figure["space"] as? [String: Any])
        #expect((space["index"] as? [Int])?.count == 15_625)
        #expect(space["accuracy_origin"] as? String == "surrogate")
        let estimate = try #require(figure["estimate"] as? [String: Any])
        #expect((estimate["ms"] as? [Double])?.count == 15_625)
        #expect(
            (figure["constraints"] as? [String: Any])?["max_latency"] as? Double == 8)
        let convergence = try #require(figure["convergence"] as? [[String: Any]])
        #expect(convergence.last?["evaluations"] as? Int == 60)
        let shares = convergence.compactMap { $0["seen"] as? Double }
        #expect(shares == shares.sorted() && (shares.last ?? 2) <= 1)
        let origin = try embedded("origin", in: "r.html")
        #expect(origin.contains("--device rtx6000") && origin.contains("--max-latency 8"))
        #expect(origin.contains("models bundled with nas-search"))
        #expect(try text("p.svg").hasPrefix("<svg "))
        let left = try FileManager.default.contentsOfDirectory(atPath: tool.folder.path)
        #expect(!left.contains { $0.hasSuffix(".part") })
    }

    @Test func fileNamesAreCheckedBeforeTheWork() throws {
        try tool.write("mine", to: "there.html")
        try FileManager.default.createDirectory(
            at: file("folder.html"), withIntermediateDirectories: false)
        for arguments in [
            ["--report", "there.html"], ["--report", "folder.html"], ["--report", "r.pdf"],
            ["--report", "nowhere/r.html"], ["--plot", "p.jpg"], ["--plot", "nowhere/p.svg"],
        ] {
            for command in [
                ["search", "--device", "rtx6000", "--budget", "20"], ["compare", "--device", "x"],
                ["evaluate"],
            ] {
                let outcome = try tool.run(command + arguments)
                #expect(outcome.status == 2, "\(command) \(arguments)")
                #expect(outcome.output.isEmpty)
                #expect(
                    outcome.errors.hasPrefix("error: \(arguments[0]) \(arguments[1]): "),
                    Comment(rawValue: outcome.errors))
            }
        }
        #expect(try text("there.html") == "mine")
        let runs = try tool.run("runs", "--json").object()["runs"] as? [Any]
        #expect(runs?.isEmpty == true)
        let forced = try tool.run(
            "--device", "rtx6000", "--budget", "20", "--report", "there.html", "--force")
        #expect(forced.status == 0, Comment(rawValue: forced.errors))
        #expect(try text("there.html").hasPrefix("<!DOCTYPE html>"))
    }

    /// Puts a script in the place of the tool that makes pixels.
    private func install(_ script: String) throws {
        let place = try tool.write(script, to: "rsvg-convert")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: place.path)
    }

    @Test func pixelsNeedATool() throws {
        let arguments = ["--device", "rtx6000", "--budget", "20", "--plot", "p.png"]
        let without = try tool.run(arguments, environment: ["PATH": tool.folder.path])
        #expect(without.status == 2)
        #expect(without.errors.contains("librsvg2-bin"))
        // A stand-in that copies its input, so that the test needs no librsvg.
        try install(
            "#!/bin/sh\nwhile [ $# -gt 1 ]; do\n"
                + "[ \"$1\" = --output ] && out=$2\nshift\ndone\n/bin/cp \"$1\" \"$out\"\n")
        let with = try tool.run(arguments, environment: ["PATH": tool.folder.path])
        #expect(with.status == 0, Comment(rawValue: with.errors))
        #expect(try text("p.png").hasPrefix("<svg "))
        // One that fails leaves nothing and costs only the figure.
        try install("#!/bin/sh\nexit 3\n")
        let failing = try tool.run(
            arguments + ["--force"], environment: ["PATH": tool.folder.path])
        #expect(failing.status == 1)
        #expect(failing.output.contains("Pareto front"))
        #expect(failing.errors.contains("status 3"))
    }

    @Test func theOtherCommandsHavePagesToo() throws {
        try tool.importTables(SyntheticTables())
        let compare = try tool.run(
            "compare", "--device", "alpha", "--latency", "op-count,flops", "--report", "c.html",
            "--json")
        #expect(compare.status == 0, Comment(rawValue: compare.errors))
        #expect(
            try embedded("data", in: "c.html")
                == compare.output.trimmingCharacters(in: .newlines))
        let estimates = try #require(try figure(in: "c.html")["estimates"] as? [[String: Any]])
        #expect(estimates.compactMap { $0["name"] as? String } == ["op-count", "flops"])
        #expect(estimates.allSatisfy { ($0["front"] as? [Int])?.isEmpty == false })
        let origin = try embedded("origin", in: "c.html")
        #expect(origin.contains("\"sha256\":"))
        #expect(origin.contains("latency of alpha"))

        let overlap = try tool.run(
            "compare", "--device", "alpha,beta", "--report", "o.html", "--plot", "o.svg", "--json")
        #expect(overlap.status == 0, Comment(rawValue: overlap.errors))
        #expect(
            try embedded("data", in: "o.html")
                == overlap.output.trimmingCharacters(in: .newlines))
        #expect((try figure(in: "o.html")["devices"] as? [Any])?.count == 2)

        let evaluate = try tool.run(
            "evaluate", "--target", "alpha", "--latency", "op-count", "--samples", "5,8",
            "--repeats", "2", "--report", "e.html", "--plot", "e.svg", "--json")
        #expect(evaluate.status == 0, Comment(rawValue: evaluate.errors))
        #expect(
            try embedded("data", in: "e.html")
                == evaluate.output.trimmingCharacters(in: .newlines))
        let panels = try #require(try figure(in: "e.html")["panels"] as? [[String: Any]])
        #expect(panels.count == 4)
        #expect(panels.compactMap { $0["tested"] as? Int } == [15_620, 15_620, 15_617, 15_617])

        for name in ["c.html", "o.html", "e.html"] {
            let size = try FileManager.default.attributesOfItem(atPath: file(name).path)[.size]
            #expect((size as? Int ?? .max) < 3_000_000)
        }
    }

    @Test func aRunThatIsDoneCanBeDrawnLater() throws {
        try tool.importTables(SyntheticTables())
        let first = try tool.run(
            "--device", "alpha", "--budget", "80", "--latency", "op-count", "--verify", "5",
            "--report", "first.html", "--json")
        #expect(first.status == 0, Comment(rawValue: first.errors))
        let run = try #require(try first.object()["run"] as? Int)
        let again = try tool.run("--resume", String(run), "--report", "again.html", "--json")
        #expect(again.status == 0, Comment(rawValue: again.errors))
        #expect(again.output == first.output)
        #expect(try embedded("figure", in: "again.html") == embedded("figure", in: "first.html"))
        #expect(try embedded("data", in: "again.html") == embedded("data", in: "first.html"))
    }
}
