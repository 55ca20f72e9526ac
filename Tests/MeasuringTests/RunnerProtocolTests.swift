import Foundation
import Testing

@testable import Measuring

/// The protocol as other programs see it.
struct RunnerProtocolTests {
    private static let network = NetworkWorkload(
        architecture: "|a~0|", dataset: "cifar10", graph: .pruned, batch: 2, seed: 7)
    private static let kind = OperatorWorkload(
        name: "nor_conv_3x3", channels: 16, size: 32, batch: 1, seed: 0)

    /// Foundation's JSON5 ends the process over a byte that is no UTF-8.
    @Test func aReplyThatIsNoTextIsRefused() {
        for bytes: [UInt8] in [
            [0x7B, 0xFF, 0x00, 0x00, 0x00, 0x6C], [0x7B, 0xFF], [0x5B, 0x80, 0x5D], [0xFF],
        ] {
            #expect(throws: DecodingError.self) { try RunnerProcess.reply(Data(bytes)) }
        }
    }

    @Test func numbersThatJSONLacksAreRead() throws {
        let reply = try RunnerProcess.reply(
            Data(#"{"reply":"measure","milliseconds":[1.5,NaN,Infinity,-Infinity],"x":"NaN"}"#.utf8)
        )
        guard case .measured(let times) = reply else {
            Issue.record("\(reply)")
            return
        }
        #expect(times.count == 4 && times[0] == 1.5 && times[1].isNaN)
        #expect(times[2] == .infinity && times[3] == -.infinity)
        // Texts stay, also behind escaped quotes.
        let error = try RunnerProcess.reply(
            Data(#"{"reply":"error","message":"a\"NaN"}"#.utf8))
        #expect(error == .error(message: #"a"NaN"#))
    }

    static let requestLines: [(RunnerRequest, String)] = [
        (RunnerRequest.describe, #"{"request":"describe"}"#),
        (.bye, #"{"request":"bye"}"#),
        (.measure(warmup: 5, runs: 50), #"{"request":"measure","runs":50,"warmup":5}"#),
        (
            .interleave(handles: ["a", "b"], order: [0, 1, 1]),
            #"{"handles":["a","b"],"order":[0,1,1],"request":"measure"}"#
        ),
        (
            .load(.operator(kind), file: nil, handle: "a"),
            #"{"batch":1,"channels":16,"handle":"a","operator":"nor_conv_3x3","#
                + #""request":"load-operator","seed":0,"size":32}"#
        ),
        (
            .load(.network(network), file: WorkloadFile(format: .onnx, path: "/n.onnx")),
            #"{"architecture":"|a~0|","batch":2,"dataset":"cifar10","graph":"pruned","#
                + #""onnx":"/n.onnx","request":"load","seed":7}"#
        ),
        (
            .load(.operator(kind), file: WorkloadFile(format: .ncnn, path: "/o.param")),
            #"{"batch":1,"channels":16,"ncnn":"/o.param","operator":"nor_conv_3x3","#
                + #""request":"load-operator","seed":0,"size":32}"#
        ),
        (
            .load(.operator(kind), file: nil),
            #"{"batch":1,"channels":16,"operator":"nor_conv_3x3","request":"load-operator","#
                + #""seed":0,"size":32}"#
        ),
    ]

    @Test(arguments: requestLines)
    func requests(request: RunnerRequest, line: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        #expect(String(decoding: try encoder.encode(request), as: UTF8.self) == line)
        #expect(try JSONDecoder().decode(RunnerRequest.self, from: Data(line.utf8)) == request)
    }

    @Test(arguments: RunnerScript.all)
    func scriptsAreBundled(script: RunnerScript) throws {
        let path = try script.path()
        #expect(FileManager.default.isReadableFile(atPath: path), "\(path)")
        let shared = try RunnerScript.companionSources(of: script.source())
        #expect(shared["runner_protocol.py"]?.contains("def serve(") == true)
    }

    @Test func aScriptThatHoldsAllItselfTakesNothingAlong() throws {
        #expect(try RunnerScript.companionSources(of: "import sys\n").isEmpty)
    }

    /// Takes so many nanoseconds of the clock that it advances itself.
    private final class Clock: RunnableWorkload {
        var now: UInt64 = 1000
        var runs = 0

        func run() {
            runs += 1
            now += UInt64(runs) * 1_000_000
        }
    }

    private struct Factory: WorkloadFactory {
        struct Refusal: Error, CustomStringConvertible { let description = "too large" }

        let clock: Clock
        let description = RunnerDescription(
            name: "n", runtime: "r", hardware: "h", kind: "cpu", threads: nil, precision: "fp32",
            accepts: [.architecture])

        func prepare(_ workload: Workload) throws -> any RunnableWorkload {
            if case .operator = workload { throw Refusal() }
            return clock
        }
    }

    private static func line(_ answer: Data?) -> String? {
        answer.map { String(decoding: $0, as: UTF8.self) }
    }

    private static let load = #"{"request":"load","architecture":"|a~0|","dataset":"cifar10"}"#

    @Test func serves() throws {
        let clock = Clock()
        var server = RunnerServer(Factory(clock: clock)) { clock.now }
        func ask(_ text: String) throws -> String? {
            Self.line(try server.answer(to: Data(text.utf8)))
        }
        #expect(
            try ask(#"{"request":"describe"}"#)
                == #"{"accepts":["architecture"],"facts":{},"features":[],"hardware":"h","kind":"cpu","#
                + #""name":"n","precision":"fp32","protocol":1,"reply":"describe","runtime":"r"}"#
                + "\n")
        #expect(try ask(Self.load) == #"{"reply":"load"}"# + "\n")
        // Two runs of 1 and 2 ms that don't count, then 3, 4 and 5 ms.
        #expect(
            try ask(#"{"request":"measure","warmup":2,"runs":3}"#)
                == #"{"milliseconds":[3,4,5],"reply":"measure"}"# + "\n")
        #expect(clock.runs == 5)
        #expect(try ask(#"{"request":"bye"}"#) == nil)
    }

    @Test(arguments: [
        ("hello", "not a request"),
        (#"{"request":"dance"}"#, "unknown request 'dance'"),
        (#"{"request":"load"}"#, "architecture is missing"),
        (#"{"request":"load","architecture":"a","dataset":"d","graph":"best"}"#, "as-written"),
        (#"{"request":"measure","runs":"many"}"#, "runs"),
        (#"{"request":"measure","runs":0}"#, "nothing is loaded"),
        (
            #"{"request":"load-operator","operator":"o","channels":1,"size":1}"#,
            "o at 1 channels, 1²: too large"
        ),
    ])
    func refuses(request: String, words: String) throws {
        var server = RunnerServer(Factory(clock: Clock()))
        let answer = try #require(Self.line(try server.answer(to: Data(request.utf8))))
        #expect(answer.contains(#""reply":"error""#))
        #expect(answer.contains(words), "\(answer)")
    }

    @Test(arguments: [0, -1, 1_000_001])
    func refusesCounts(runs: Int) throws {
        var server = RunnerServer(Factory(clock: Clock()))
        _ = try server.answer(to: Data(Self.load.utf8))
        let request = #"{"request":"measure","runs":\#(runs)}"#
        let answer = try #require(Self.line(try server.answer(to: Data(request.utf8))))
        #expect(answer.contains("runs must be 1 to 1000000"))
    }

    /// Runs take as many milliseconds as their channels say.
    private struct Costs: WorkloadFactory {
        final class Run: RunnableWorkload {
            let cost: UInt64
            let clock: Clock
            init(cost: UInt64, clock: Clock) {
                self.cost = cost
                self.clock = clock
            }
            func run() { clock.now += cost * 1_000_000 }
        }

        let clock: Clock
        let description = RunnerDescription(
            name: "n", runtime: "r", hardware: "h", kind: "cpu", threads: nil, precision: "fp32",
            accepts: [.architecture], features: [.interleave])

        func prepare(_ workload: Workload) throws -> any RunnableWorkload {
            guard case .operator(let kind) = workload else { return clock }
            return Run(cost: UInt64(kind.channels), clock: clock)
        }
    }

    private static func load(_ channels: Int, as handle: String) -> String {
        #"{"request":"load-operator","operator":"o","channels":\#(channels),"size":1,"#
            + #""handle":"\#(handle)"}"#
    }

    @Test func severalThingsRunInAGivenOrder() throws {
        let clock = Clock()
        var server = RunnerServer(Costs(clock: clock)) { clock.now }
        func ask(_ text: String) throws -> String? {
            Self.line(try server.answer(to: Data(text.utf8)))
        }
        for (channels, handle) in [(3, "a"), (5, "b")] {
            #expect(
                try ask(Self.load(channels, as: handle)) == #"{"reply":"load-operator"}"# + "\n")
        }
        let order = #"{"request":"measure","handles":["b","a"],"order":[0,0,1,0]}"#
        #expect(try ask(order) == #"{"milliseconds":[5,5,3,5],"reply":"measure"}"# + "\n")
        // What is loaded under no handle, or another one, changes nothing.
        #expect(try ask(Self.load) == #"{"reply":"load"}"# + "\n")
        #expect(try ask(Self.load(7, as: "a")) == #"{"reply":"load-operator"}"# + "\n")
        #expect(try ask(order) == #"{"milliseconds":[5,5,7,5],"reply":"measure"}"# + "\n")
        for (request, words) in [
            (#"{"request":"measure","handles":["c"],"order":[0]}"#, "nothing is loaded as 'c'"),
            (#"{"request":"measure","handles":["a"],"order":[1]}"#, "order"),
            (#"{"request":"measure","handles":["a"],"order":[-1]}"#, "order"),
            (#"{"request":"measure","handles":["a"],"order":[]}"#, "order"),
            (#"{"request":"measure","handles":["a"]}"#, "order is missing"),
            (#"{"request":"measure","handles":"a","order":[0]}"#, "handles"),
        ] {
            let answer = try #require(try ask(request))
            #expect(answer.contains(#""reply":"error""#) && answer.contains(words), "\(answer)")
        }
        for number in 0..<14 { _ = try ask(Self.load(1, as: "more \(number)")) }
        #expect(try #require(try ask(Self.load(1, as: "too many"))).contains("16 handles"))
    }

    @Test func aFailedLoadForgetsTheOneBefore() throws {
        var server = RunnerServer(Factory(clock: Clock()))
        _ = try server.answer(to: Data(Self.load.utf8))
        let failing = #"{"request":"load-operator","operator":"o","channels":1,"size":1}"#
        _ = try server.answer(to: Data(failing.utf8))
        let answer = Self.line(
            try server.answer(to: Data(#"{"request":"measure","runs":1}"#.utf8)))
        #expect(try #require(answer).contains("nothing is loaded"))
    }
}
