import Foundation
import Testing

/// Files that results go to: none is overwritten unasked, and one that can't be written costs no
/// result.
@Suite struct OutputFileTests {
    let tool: CommandLineTool

    init() throws {
        tool = try CommandLineTool()
    }

    /// Commands with a file or folder that goes where it is said.
    private static let writers: [(option: String, ending: String, arguments: [String])] = [
        ("--plan", ".jsonl", ["measure", "--device", "far", "--architectures", "3"]),
        ("--report", ".html", ["--device", "rtx6000", "--budget", "20"]),
        ("--plot", ".svg", ["--device", "rtx6000", "--budget", "20"]),
        ("--scatter", ".csv", ["evaluate", "--pool", "own", "--samples", "3"]),
        ("--export", "", ["--device", "rtx6000", "--budget", "20", "--pick", "knee"]),
        ("--output", "", ["export", "11"]),
    ]

    @Test(arguments: ["/proc/none", "/dev/null/none", "no-folder.txt/none"])
    func whatCantBeWrittenIsRefusedBeforeTheWork(place: String) throws {
        try tool.write("mine", to: "no-folder.txt")
        for writer in Self.writers {
            let path = place + writer.ending
            let outcome = try tool.run(writer.arguments + [writer.option, path])
            #expect(outcome.status == 2, "\(writer.option): \(outcome.errors)")
            #expect(outcome.output.isEmpty)
            #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
            #expect(!outcome.errors.contains("Domain"), "\(outcome.errors)")
        }
        #expect(try tool.text(of: "no-folder.txt") == "mine")
    }

    @Test func noFileIsOverwrittenUnasked() throws {
        for writer in Self.writers where !writer.ending.isEmpty && writer.option != "--scatter" {
            let name = "mine\(writer.ending)"
            try tool.write("precious", to: name)
            let outcome = try tool.run(writer.arguments + [writer.option, name])
            #expect(outcome.status == 2 && outcome.errors.contains("--force"), "\(outcome.errors)")
            #expect(try tool.text(of: name) == "precious")
            let forced = try tool.run(writer.arguments + [writer.option, name, "--force"])
            #expect(forced.status == 0, "\(writer.option): \(forced.errors)")
            #expect(try tool.text(of: name) != "precious")
        }
        #expect(try tool.hiddenFiles().isEmpty)
    }

    @Test func aFullDiskCostsNoResult() throws {
        // A limit of 512 blocks of a kilobyte stands in for a disk with as much room.
        let process = try tool.makeProcess([])
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        let page = "page.html"
        process.arguments = [
            "-c",
            "trap '' XFSZ; ulimit -f 4; \"$0\" --device rtx6000 --budget 20 --json --report \(page) "
                + "> output.json 2> errors.txt; echo $? > status",
            CommandLineTool.binary.path,
        ]
        process.environment?["NAS_SEARCH_STORE"] = "/proc/none/store.sqlite"
        try process.run()
        process.waitUntilExit()
        #expect(try tool.text(of: "status") == "1\n")
        let errors = try tool.text(of: "errors.txt")
        #expect(errors.contains("page.html: File too large"), "\(errors)")
        #expect(try tool.text(of: "output.json").hasPrefix("{"))
        #expect(!FileManager.default.fileExists(atPath: tool.folder.path + "/\(page)"))
        #expect(try tool.hiddenFiles().isEmpty)
    }

    @Test func aFolderWithoutRoomForExportsIsLeftAsItWas() throws {
        #expect(try tool.run("export", "11", "--output", "a/b/c").status == 0)
        let refused = try tool.run(
            "--device", "rtx6000", "--budget", "20", "--export", "d/e", "--pick", "none-such")
        #expect(refused.status == 2)
        #expect(!FileManager.default.fileExists(atPath: tool.folder.path + "/d"))
    }
}

extension CommandLineTool {
    /// The text of a file of the folder.
    func text(of name: String) throws -> String {
        try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }

    /// Files and folders that a listing does not show.
    func hiddenFiles() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasPrefix(".") }
    }
}
