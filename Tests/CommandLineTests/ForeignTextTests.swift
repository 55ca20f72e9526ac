import Foundation
import GRDB
import Testing

/// What others wrote reaches the terminal with its controls written out.
@Suite struct ForeignTextTests {
    let tool: CommandLineTool
    private static let evil = "\u{1B}]0;owned\u{7}\u{9B}2J\u{202E}\u{2028}\u{200B}"

    init() throws {
        tool = try CommandLineTool()
    }

    /// The characters that a terminal or an eye takes for more than letters.
    private func isClean(_ outcome: CommandLineTool.Outcome) -> Bool {
        (outcome.output + outcome.errors).unicodeScalars.allSatisfy {
            $0 == "\n" || $0 == "\t"
                || !($0.value < 32 || (0x7F...0x9F).contains($0.value)
                    || (0x200B...0x200F).contains($0.value)
                    || (0x2028...0x202E).contains($0.value)
                    || (0x2060...0x206F).contains($0.value) || $0.value == 0xFEFF)
        }
    }

    @Test func argumentsAreEchoedWithoutControls() throws {
        for arguments in [
            ["--device", Self.evil], [Self.evil], ["predict", "--device", "rtx6000", Self.evil],
            ["data", "import", Self.evil], ["--\(Self.evil)"],
            ["export", "1", "--format", Self.evil],
            ["--device", "rtx6000", "--report", "\(Self.evil).html/x.html"],
        ] {
            let outcome = try tool.run(arguments)
            #expect(outcome.status == 2, "\(outcome.errors)")
            #expect(isClean(outcome), "\(arguments)")
        }
    }

    @Test func aRunnersWordsAreShownWithoutControls() throws {
        let script = try tool.write(
            """
            printf 'first \\033]0;owned\\007 \\302\\233 \\342\\200\\256 last\\n' >&2
            read -r line
            printf '{"reply":"error","message":"\\\\u001b[2J\\\\u202e\\\\nsecond line"}\\n'
            exit 1
            """, to: "runner.sh")
        let outcome = try tool.run(
            "measure", "--device", "x", "1", "--runner", "/bin/sh \(script.path)")
        #expect(outcome.status == 2)
        #expect(isClean(outcome))
        #expect(outcome.errors.contains(#"\u001b[2J\u202e; second line"#), "\(outcome.errors)")
    }

    @Test func whatAStoreHoldsIsShownWithoutControls() throws {
        let csv = try tool.write("index,phone\n1,2.5\n2,3.5\n3,1.5\n", to: "phone.csv")
        #expect(try tool.run("data", "import", csv.path).status == 0)
        let store = try DatabaseQueue(path: tool.store.path)
        try store.write { db in
            try db.execute(
                sql: "UPDATE device SET name = ?, title = ?, hardware = ?",
                arguments: ["phone" + Self.evil, Self.evil, "\n" + Self.evil])
        }
        try store.close()
        for arguments in [
            ["devices"], ["devices", "--json"], ["devices", "show", "phone" + Self.evil],
            ["data", "list"], ["data", "verify"], ["doctor"],
        ] {
            let outcome = try tool.run(arguments)
            #expect(isClean(outcome), "\(arguments)")
            if arguments.contains("--json") {
                // The escapes are JSON's own: the name is read as it is.
                let listed = try outcome.object()["devices"] as? [[String: Any]] ?? []
                let names = listed.map { ($0["device"] as? [String: Any])?["name"] as? String }
                #expect(names.contains("phone" + Self.evil))
            }
        }
    }

    @Test(arguments: [
        "=SUM(1)+1", "+a", "-a", "@a", "a\u{202E}b", "a\u{2028}b", "a\u{9B}b", "a\u{200B}b",
        "a\u{1B}b", "a\u{00A0}b",
    ])
    func aNameThatDoesMoreThanNameIsRefused(_ name: String) throws {
        let csv = try tool.write("index,\(name)\n1,2.5\n2,3.5\n", to: "a.csv")
        let heading = try tool.run("data", "import", csv.path)
        #expect(heading.status == 2, "\(heading.output)\(heading.errors)")
        let plain = try tool.write("index,latency\n1,2.5\n2,3.5\n", to: "b.csv")
        #expect(try tool.run("data", "import", plain.path, "--as=\(name)").status == 2)
        #expect(try tool.run("data", "template", "--device=\(name)").status == 2)
        #expect(try tool.run("measure", "--device=\(name)", "1").status == 2)
        #expect(
            try tool.run("measure", "--device=\(name)", "1", "--plan", "p.jsonl").status == 2)
        #expect(!FileManager.default.fileExists(atPath: tool.folder.path + "/p.jsonl"))
    }
}
