import Foundation
import Testing

@testable import Measuring

@Suite struct HostTests {
    @Test(arguments: [
        "board", "pi@raspberrypi.local", "pi@192.168.1.7", "ssh://pi@board:2222", "pi@[fe80::1]",
        "adb:R58M123ABC", "adb:192.168.1.20:5555",
    ])
    func hosts(text: String) throws {
        #expect(try RemoteHost(text).description == text)
    }

    @Test(arguments: [
        "", "-oProxyCommand=touch x", "pi@-oProxyCommand=x", "ssh://-oProxyCommand=x", "a b",
        "a\nb",
        "a\u{1B}[31m", "a;b", "$(id)", "a`id`", "pi@a@b", "@board", "pi@", "adb:", "adb:-s",
        "adb:a b",
        "bücher", "../../x'", String(repeating: "a", count: 300),
    ])
    func whatIsNoHost(text: String) {
        #expect(throws: RemoteHostError.self) { try RemoteHost(text) }
    }

    @Test(
        arguments: [
            (
                "ssh: Could not resolve hostname board: Name or service not known", 255,
                "unknownHost"
            ),
            ("ssh: connect to host board port 22: No route to host", 255, "noRoute"),
            ("ssh: connect to host board port 22: Connection refused", 255, "refused"),
            ("ssh: connect to host board port 22: Connection timed out", 255, "noAnswer"),
            ("pi@board: Permission denied (publickey,password).", 255, "noKey"),
            (
                "@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.",
                255,
                "keyChanged"
            ),
            ("No ED25519 host key is known.\nHost key verification failed.", 255, "keyUnknown"),
            ("Shared connection to board closed.", 255, "lost"),
            ("", 255, "lost"),
            ("bash: line 1: exec: python3: not found", 127, "noPython"),
            ("sh: 1: exec: ./my-runner: not found", 127, "noProgram"),
            ("ModuleNotFoundError: No module named 'onnxruntime'", 1, "noPackage"),
            ("sh: 1: exec: ./runner: Exec format error", 126, "wrongArchitecture"),
            ("ImportError: x.so: wrong ELF class: ELFCLASS32", 1, "wrongArchitecture"),
            ("OSError: [Errno 28] No space left on device: '/tmp/x'", 1, "diskFull"),
        ] as [(String, Int32, String)])
    func troubles(words: String, status: Int32, kind: String) throws {
        let host = try RemoteHost("pi@board")
        let trouble = try #require(
            HostTrouble(words: words, status: status, host: host, package: "onnxruntime"))
        #expect(trouble.kind.rawValue == kind)
        #expect(trouble.description.contains("pi@board"))
        // What a library says names no option of a program that uses it.
        let plain = trouble.description.replacing("enable --now", with: "enable")
        #expect(!plain.contains("--"))
    }

    @Test func whatIsNotKnownIsNotExplained() throws {
        let host = try RemoteHost("board")
        #expect(HostTrouble(words: "Segmentation fault", status: 139, host: host) == nil)
        // A command there may lack a module of its own.
        #expect(HostTrouble(words: "No module named 'x'", status: 1, host: host) == nil)
    }

    private func state(megahertz: Double, celsius: Double, load: Double = 0) -> HostState {
        HostState(othersLoad: load, megahertz: megahertz, celsius: celsius)
    }

    @Test func boardsThatThrottle() {
        var history = HostHistory()
        #expect(history.warnings(isPaired: true).isEmpty && history.summary == nil)
        history.add(state(megahertz: 1500, celsius: 45))
        #expect(history.warnings(isPaired: true).isEmpty)
        history.add(state(megahertz: 1480, celsius: 59))
        #expect(history.warnings(isPaired: true).isEmpty)
        history.add(state(megahertz: 1500, celsius: 60, load: 0.5))
        #expect(history.warnings(isPaired: true) == [.heated])
        #expect(history.warnings(isPaired: false) == [.heated, .otherLoad])
        history.add(state(megahertz: 1000, celsius: 82))
        #expect(history.warnings(isPaired: true) == [.throttled, .heated])
        #expect(history.summary == "1000–1500 MHz, 45–82 °C")
        history.add(HostState(isThrottled: true))
        #expect(history.warnings(isPaired: true) == [.throttled])
    }

    @Test func factsOfABoard() {
        let facts = MachineFacts(
            RemoteMachine(
                files: [
                    "proc/cpuinfo":
                        "processor\t: 0\nCPU implementer\t: 0x41\nCPU part\t: 0xd08\n\n"
                        + "Model\t\t: Raspberry Pi 4 Model B Rev 1.4\n",
                    "proc/meminfo": "MemTotal:        3884256 kB\n",
                    "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor": "ondemand\n",
                    "sys/devices/system/cpu/cpu0/cache/index0/level": "1\n",
                    "sys/devices/system/cpu/cpu0/cache/index0/type": "Data\n",
                    "sys/devices/system/cpu/cpu0/cache/index0/size": "32K\n",
                    "sys/devices/system/cpu/cpu0/cache/index0/ways_of_associativity": "2\n",
                    "sys/devices/system/cpu/cpu0/cache/index0/coherency_line_size": "64\n",
                ], architecture: "aarch64", host: "raspberrypi", cores: 4))
        #expect(facts.processor == "Raspberry Pi 4 Model B Rev 1.4")
        #expect(facts.architecture == "aarch64" && facts.cores == 4)
        #expect(facts.hostName == "raspberrypi")
        #expect(facts.memoryBytes == 3_884_256 * 1024)
        #expect(facts.governor == "ondemand" && facts.warnings == [.frequencyScalingUnknown])
        #expect(facts.caches.map(\.bytes) == [32 << 10])
        #expect(!facts.isContainer)
    }

    @Test func networksComeAlongWithoutPaths() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("HostTests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("layers".utf8).write(to: folder.appendingPathComponent("n.param"))
        try Data([1, 2, 3]).write(to: folder.appendingPathComponent("n.bin"))
        let request = RunnerRequest.load(
            .network(NetworkWorkload(architecture: "cell", dataset: "cifar10")),
            file: WorkloadFile(
                format: .ncnn, path: folder.appendingPathComponent("n.param").path), handle: "one")
        let inlined = try #require(try InlineRequest(request))
        let sent = String(decoding: try JSONEncoder().encode(inlined), as: UTF8.self)
        #expect(!sent.contains(folder.lastPathComponent))
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(sent.utf8)) as? [String: Any])
        #expect(object["ncnn"] as? String == "n.param")
        #expect(object["handle"] as? String == "one")
        #expect(
            object["inline"] as? [String: String]
                == [
                    "n.param": Data("layers".utf8).base64EncodedString(), "n.bin": "AQID",
                ])
        #expect(try InlineRequest(.describe) == nil)
    }

    @Test func whatIsSentFirstIsAProgramAndAnOrder() throws {
        let command = RunnerCommand.remote(
            .script(
                name: "x_runner.py", source: "print('ä')\n", files: ["shared.py": "x = 'ü'\n"],
                arguments: ["--threads", "2"], package: "x"), relay: "relay ü\n",
            python: "nas/bin/python3", threads: 2,
            on: try RemoteHost("board"))
        #expect(command.description == "x_runner.py on board")
        let words = try #require(command.arguments.first)
        #expect(words.hasPrefix("exec nas/bin/python3 -c 'import sys;"))
        #expect(!words.dropFirst(30).dropLast().contains("'") && !words.contains("!"))
        let text = String(decoding: command.preamble, as: UTF8.self)
        #expect(text.hasPrefix("9\nrelay ü\n{"))
        let order = try #require(
            try JSONSerialization.jsonObject(
                with: Data(text.split(separator: "\n", maxSplits: 2)[2].utf8)) as? [String: Any])
        #expect(order["source"] as? String == "print('ä')\n")
        #expect(order["files"] as? [String: String] == ["shared.py": "x = 'ü'\n"])
        #expect(order["arguments"] as? [String] == ["--threads", "2"])
        #expect(order["threads"] as? Int == 2 && order["command"] == nil)
    }
}
