import Architectures
import Foundation
import TabularStore
import Testing

/// Measuring on another machine, with a stand-in for ssh that runs on this one what it was to run
/// there. `Tests/Acceptance/check_hosts.py` does the same with a real sshd.
@Suite struct HostCommandTests {
    let tool: CommandLineTool
    let space: SearchSpace
    let runner: [String]

    /// Master connections make a file in place of their socket and stay; others run the last word.
    /// `SSH_SAYS` are words of a failure.
    private static let ssh = #"""
        #!/bin/sh
        master=no
        while [ $# -gt 0 ]; do
            case "$1" in
            -S) socket=$2; shift ;;
            -N) master=yes ;;
            --) host=$2 ;;
            esac
            last=$1
            shift
        done
        echo "$master $host" >>"$SSH_LOG"
        if [ -n "$SSH_SAYS" ]; then echo "$SSH_SAYS" >&2; exit 255; fi
        if [ $master = yes ]; then : >"$socket"; exec sleep 1000; fi
        exec sh -c "$last"
        """#

    init() throws {
        tool = try CommandLineTool()
        space = try SearchSpace.nasBench201()
        runner = try tool.scriptedRunner()
        let bin = tool.folder.appendingPathComponent("bin")
        try FileManager.default.createDirectory(at: bin, withIntermediateDirectories: true)
        let ssh = try tool.write(Self.ssh, to: "bin/ssh")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: ssh.path)
    }

    private var log: URL { tool.folder.appendingPathComponent("ssh.log") }

    /// Whether ssh was started, once a line.
    private var connections: [String] {
        ((try? String(contentsOf: log, encoding: .utf8)) ?? "").split(separator: "\n")
            .map(String.init)
    }

    private func run(
        _ arguments: [String], saying words: String? = nil
    ) throws -> CommandLineTool.Outcome {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        var environment = [
            "PATH": "\(tool.folder.path)/bin:\(path)", "SSH_LOG": log.path, "FAKE_TURNS": "1",
        ]
        environment["SSH_SAYS"] = words
        return try tool.run(arguments, environment: environment)
    }

    @Test func latenciesOfAnotherMachine() throws {
        let arguments = ["measure", "--device", "my-pi", "--runs", "5", "9930", "11", "--json"]
        let outcome = try run(arguments + ["--host", "pi@board"] + runner)
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
        let measured = try #require(try outcome.object()["measured"] as? [[String: Any]])
        #expect(measured.map { $0["index"] as? Int } == [9930, 11])
        // One master, and a session for the description and one for the work.
        #expect(connections == ["yes pi@board", "no pi@board", "no pi@board"])
        let show = try tool.run("devices", "show", "my-pi").output
        #expect(show.contains("on pi@board"))

        // A store never says where to connect.
        for command in [["measure", "9930", "--again"], ["profile"]] {
            let refused = try run(command + ["--device", "my-pi"])
            #expect(refused.status == 2 && refused.errors.contains("--host pi@board"))
        }
        #expect(connections.count == 3)
        // The same machine under another name goes on, and that is said.
        let moved = try run(
            ["measure", "--device", "my-pi", "12", "--runs", "5", "--host", "pi@10.0.0.7"] + runner)
        #expect(moved.status == 0 && moved.errors.contains("measured on pi@board"))
    }

    @Test(arguments: [
        ("ssh: connect to host board port 22: No route to host", "see whether it is on"),
        ("pi@board: Permission denied (publickey).", "ssh-copy-id pi@board"),
        ("Host key verification failed.", "`ssh pi@board` once"),
    ])
    func failuresSayWhatToDo(words: String, remedy: String) throws {
        let outcome = try run(
            ["measure", "--device", "my-pi", "11", "--host", "pi@board"] + runner, saying: words)
        #expect(outcome.status == 2)
        let text = outcome.errors.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(text.contains(remedy) && text.contains(words))
    }

    @Test(arguments: [
        ["--host=-oProxyCommand=touch x"], ["--host", "a b"], ["--host", "board", "--here"],
        ["--host-python", "python3"], ["--host", "board", "--host-python", "a b"],
        ["--host", "board", "--device", "this-machine"], ["--host", "board"],
    ])
    func whatIsRefusedStartsNothing(options: [String]) throws {
        let device = options.contains("--device") ? [] : ["--device", "new"]
        let outcome = try run(["measure", "11"] + device + options)
        #expect(outcome.status == 2, Comment(rawValue: outcome.errors))
        #expect(connections.isEmpty)
    }

    @Test func anotherNameOfThisMachineIsSaid() throws {
        let arguments = ["measure", "11", "--runs", "5"] + runner
        let warned = try run(arguments + ["--device", "my-phone"])
        #expect(warned.status == 0)
        #expect(warned.errors.contains("warning: my-phone is a new name"))
        #expect(warned.errors.contains("--here"))
        let mistyped = try run(arguments + ["--device", "my-phnoe"])
        #expect(mistyped.errors.contains("my-phnoe is a new name (did you mean my-phone?)"))
        for silent in [
            try run(arguments + ["--device", "my-phone"]),
            try run(arguments + ["--device", "my-tablet", "--here"]),
            try run(arguments + ["--device", "my-watch", "--quiet"]),
        ] {
            #expect(silent.status == 0 && !silent.errors.contains("new name"))
        }
    }

    @Test func whatWasImportedIsNotMeasuredHere() throws {
        try tool.write("index,far\n11,1.5\n12,2.5\n", to: "far.csv")
        #expect(try tool.run("data", "import", "far.csv").status == 0)
        for command in [["measure", "13"], ["profile"], ["adapt", "--here"]] {
            let refused = try run(command + ["--device", "far"] + runner)
            #expect(refused.status == 2, Comment(rawValue: "\(command)"))
            let text = refused.errors.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            for way in ["--host USER@HOST", "--plan", "--device this-machine"] {
                #expect(text.contains(way), Comment(rawValue: text))
            }
        }
    }

    @Test func aCountIsNotAnIndex() throws {
        let outcome = try run(
            ["measure", "--device", "mine", "--here", "--architectures", "15620"] + runner)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("the one of index 15620 is named without"))
        let taken = try run(
            ["measure", "--device", "mine", "--here", "--architectures", "2", "--runs", "5"]
                + runner)
        #expect(taken.status == 0 && taken.errors.contains("2 random networks"))
    }

    /// A phone with a benchmark of ncnn's, whose shell is this machine's: what lies in its folder for
    /// temporary files lies in the test's.
    private static let adb = #"""
        #!/bin/sh
        [ "$1" = -s ] && [ "$2" = PHONE1 ] || { echo "adb: device '$2' not found" >&2; exit 1; }
        case "$3" in
        push) cp "$4" "$(echo "$5" | sed "s,/data/local/tmp,$PHONE,")" ;;
        shell) PATH="$PHONE:$PATH" sh -c "$(echo "$4" | sed "s,/data/local/tmp,$PHONE,g")" ;;
        esac
        """#
    private static let benchmark = #"""
        #!/bin/sh
        file=${6#param=}
        [ -s "$file" ] && [ "$7" = "shape=[32,32,3]" ] || { echo "no $file" >&2; exit 1; }
        time=$(grep -c Convolution "$file")
        echo "loop_count = $1"
        echo "        network.param  min =  $time.25  max =  $time.25  avg =  $time.25"
        """#

    @Test func aPhoneThroughADB() throws {
        let phone = tool.folder.appendingPathComponent("phone")
        try FileManager.default.createDirectory(at: phone, withIntermediateDirectories: true)
        for (name, text) in [
            ("bin/adb", Self.adb), ("phone/benchncnn", Self.benchmark),
            ("phone/getprop", "#!/bin/sh\necho \"Stand-in $1\""),
        ] {
            let file = try tool.write(text, to: name)
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755], ofItemAtPath: file.path)
        }
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let environment = ["PATH": "\(tool.folder.path)/bin:\(path)", "PHONE": phone.path]
        let arguments = [
            "measure", "--device", "my-phone", "--runner", "/data/local/tmp/benchncnn", "--runs",
            "4",
            "11", "9930", "--json",
        ]
        let outcome = try tool.run(
            arguments + ["--host", "adb:PHONE1"], environment: environment)
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
        let measured = try #require(try outcome.object()["measured"] as? [[String: Any]])
        let latencies = measured.compactMap { $0["latency_ms"] as? Double }
        #expect(latencies.count == 2 && latencies[0] < latencies[1])
        #expect(latencies.allSatisfy { abs($0 - $0.rounded(.down) - 0.25) < 1e-6 })
        #expect(measured.first?["runs"] as? Int == 4)
        // The phone keeps nothing.
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: phone.path).sorted()
                == ["benchncnn", "getprop"])
        let wrong = try tool.run(
            arguments + ["--host", "adb:PHONE2", "--again"], environment: environment)
        #expect(wrong.status == 2 && wrong.errors.contains("`adb devices` lists"))
    }
}
