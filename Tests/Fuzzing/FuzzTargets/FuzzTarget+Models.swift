import Architectures
import Foundation
import LatencyPrediction
import ModelExport
import Networks
import TabularStore
import TestSupport

extension FuzzTarget {
    static let safetensors = FuzzTarget("safetensors") {
        let header =
            #"{"__metadata__":{"a":"b"},"w":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"#
            + #""h":{"dtype":"BF16","shape":[],"data_offsets":[8,10]},"#
            + #""n":{"dtype":"I64","shape":[1],"data_offsets":[10,18]}}"#
        let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) }
        return [length + Array(header.utf8) + [UInt8](0..<18)]
    } run: { bytes in
        let tensors = try SafetensorsReader.tensors(in: Data(bytes), path: "fuzz")
        precondition(
            tensors.values.allSatisfy { $0.values.count == $0.shape.reduce(1, *) },
            "a tensor fills its shape")
    }

    static let space = FuzzTarget("space") {
        inputs(TinySpace.json)
    } run: { bytes in
        let space = try SearchSpace(json: Data(bytes), source: "fuzz")
        let last = Architecture(code: space.count - 1)
        let named = try space.architecture(string: space.string(of: last))
        precondition(named == last, "an architecture's string names it")
        precondition(
            space.architecture(publishedIndex: space.publishedIndex(of: last)) == last,
            "an architecture's index names it")
        _ = space.canonical(last)
        _ = space.labellings(of: last)
        for dataset in space.definition.datasets {
            _ = CostModel(space: space, dataset: dataset).cost(of: last)
        }
    }

    static let architecture = FuzzTarget("architecture") {
        inputs("|conv~0|+|none~0|skip~1|", "19", "-1", "|conv~0|")
    } run: { bytes in
        let space = try tinySpace.get()
        let found = try space.architecture(described: String(decoding: bytes, as: UTF8.self))
        precondition((0..<space.count).contains(found.code), "an architecture of the space")
    }

    static let estimator = FuzzTarget("estimator") {
        inputs(
            #"{"format":1,"estimator":"transfer","version":1,"space":"tiny","architectures":27,"#
                + #""device":"d","inputs":"00","checksum":"00"}"# + "\n{}")
    } run: { bytes in
        _ = try SavedEstimator(bytes: bytes).bytes()
    }

    static let measuredDevice = FuzzTarget("measured-device") {
        // Values at codes 0 and 9 of 27.
        inputs(
            """
            {"format":1,"space":"tiny","summary":{"device":{"name":"d","aliases":[]},"networks":2,\
            "latencies":2,"runs":{"fewest":1,"median":1,"most":1},"measuredAt":[1,2]},"sessions":[],\
            "measured":"AQIAAA==","latencies":"AACAPwAAAEA="}
            """)
    } run: { bytes in
        let space = try tinySpace.get()
        let device = try MeasuredDevice(json: Data(bytes), path: "fuzz", space: space)
        precondition(device.table(in: space).values.count == space.count, "a table of the space")
    }
}
