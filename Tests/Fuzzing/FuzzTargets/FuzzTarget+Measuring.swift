import Architectures
import Foundation
import Measuring
import Profiling
import PublishedFormats

extension FuzzTarget {
    private static let describe =
        #"{"reply":"describe","protocol":1,"name":"r","runtime":"x 1","hardware":"cpu","#
        + #""kind":"cpu","threads":1,"precision":"fp32","accepts":["onnx"],"facts":{"a":"b"}}"#

    static let results = FuzzTarget("results") {
        inputs(
            """
            {"results":1,"device":"d","plan_sha256":"00","describe":{"name":"r","runtime":"x 1",\
            "hardware":"h","kind":"cpu","threads":1,"facts":{"a":"b"}},"started":"2026-01-31T12:00:00Z"}
            {"index":3,"milliseconds":[1.5,2,3e-1]}
            {"index":19,"architecture":"|conv~0|+|none~0|skip~1|","milliseconds":[1],"reference":true}
            {"operator":"conv","channels":4,"size":8,"milliseconds":[0.25]}
            {"index":4,"error":"no \\"memory\\" \\u00e9\\ud83d\\ude00"}

            {"index":5,"milliseconds":[1.5
            """)
    } run: { bytes in
        let read = try MeasurementResultsReader(space: try tinySpace.get()).read(
            bytes, path: "fuzz")
        let runs = (read.networks + read.references).map(\.milliseconds)
        precondition(
            runs.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.isFinite && $0 > 0 } },
            "every run took a time")
    }

    static let runnerReply = FuzzTarget("runner-reply") {
        inputs(
            describe, #"{"reply":"load"}"#, #"{"reply":"measure","milliseconds":[1.5,NaN,2e3]}"#,
            #"{"reply":"error","message":"no \u001b[31m"}"#)
    } run: { bytes in
        _ = try RunnerProcess.reply(Data(bytes))
    }

    static let runnerRequest = FuzzTarget("runner-request") {
        inputs(
            #"{"request":"describe"}"#, #"{"request":"bye"}"#,
            #"{"request":"measure","warmup":1,"runs":5}"#,
            #"{"request":"load","architecture":"|conv~0|+|none~0|skip~1|","dataset":"toy","#
                + #""graph":"pruned","batch":1,"seed":7,"onnx":"a.onnx"}"#,
            #"{"request":"load-operator","operator":"conv","channels":4,"size":8}"#)
    } run: { bytes in
        var server = RunnerServer(RefusingFactory())
        _ = try server.answer(to: Data(bytes))
    }

    static let descriptor = FuzzTarget("descriptor") {
        inputs(
            """
            {"version":1,"dataset":"toy","batch":1,"runner":\(describe),"machine":{"cores":2,\
            "caches":[],"isContainer":false},"counterSource":"none","counterReason":"r",\
            "unavailableCounters":{},"startedAt":1e9,"operators":[{"name":"conv","channels":4,\
            "size":8,"counters":{"cycles":1e6},"latency":{"samples":[1.5,2],"warmupRuns":1,\
            "startedAt":1e9,"warnings":[],"statistic":"interquartile-mean"}}]}
            """)
    } run: { bytes in
        let descriptor = try JSONDecoder().decode(DeviceDescriptor.self, from: Data(bytes))
        precondition(
            descriptor.counters().count == CounterEvent.hardwareNames.count
                * descriptor.operators.count, "a count an operator and name")
        _ = descriptor.operatorLatencies
        _ = descriptor.entries
    }
}

/// Prepares nothing, so that only the reading of requests is tried.
private struct RefusingFactory: WorkloadFactory {
    struct Refused: Error {}

    var description: RunnerDescription {
        RunnerDescription(
            name: "refusing", runtime: "none", hardware: "none", kind: "cpu", threads: 1,
            precision: "fp32", accepts: [.architecture])
    }

    func prepare(_ workload: Workload) throws -> any RunnableWorkload { throw Refused() }
}
