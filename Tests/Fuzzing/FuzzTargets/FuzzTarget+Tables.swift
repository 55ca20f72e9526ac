import Architectures
import Foundation
import PublishedFormats

extension FuzzTarget {
    static let pickle = FuzzTarget("pickle") {
        // Protocols 4, 2 and 0: a list of floats; a dictionary from tuples, with the memo; texts.
        let floats: [UInt8] =
            [0x80, 4, 0x5D, 0x94, 0x28]
            + (0..<27).flatMap { [0x47, 0x3F, 0xF0 + $0 % 16, 0, 0, 0, 0, 0, $0] } + [0x65, 0x2E]
        let tuples: [UInt8] = [
            0x80, 2, 0x7D, 0x71, 0, 0x28, 0x4B, 0, 0x4B, 1, 0x4B, 2, 0x87, 0x71, 1, 0x47, 0x3F,
            0xF0, 0, 0, 0, 0, 0, 0, 0x4B, 0, 0x4B, 0, 0x4B, 0, 0x87, 0x71, 2, 0x68, 1, 0x30, 0x4A,
            1, 0, 0, 0, 0x75, 0x2E,
        ]
        return [floats, tuples]
            + inputs(
                "(dp0\nV|conv~0|+|none~0|skip~1|\np1\nI19\nsS'a\\x41'\np2\nL7L\ns.",
                "(lp0\nF1.5\naI01\nag0\na.",
                "cnumpy.core.numeric\n_frombuffer\n(C\u{8}12345678cnumpy\ndtype\n(U\u{2}f8tR"
                    + "K\u{1}\u{1}U\u{1}CtR.",
                "ccollections\nOrderedDict\n((lp0\n(VA\nI1\ntatR.",
                "c_codecs\nencode\n(V\\u0041\\u00e9\nVlatin1\ntR.")
    } run: {
        try read($0)
    }

    static let archive = FuzzTarget("archive") {
        [
            try decoded(
                """
                UEsDBBQAAAAAAAAAIQDRnmdVAgAAAAIAAAAJAAAAYS92ZXJzaW9uMwpQSwMEFAAAAAgAAAAhAGdjAlFXAAAA
                +wAAAAoAAABhL2RhdGEucGtsNcY9DkAwAIDRRowmg8EgERFE6v9/qa2nMDqAG/SojmGU0O9NzzjHJXKtbvHR
                6rHZXeIRnwQkJBGJSUJSkpGClESSmjTGpiUd6clARjKRmSxkJdufs3oBUEsBAhQDFAAAAAAAAAAhANGeZ1UC
                AAAAAgAAAAkAAAAAAAAAAAAAAIABAAAAAGEvdmVyc2lvblBLAQIUAxQAAAAIAAAAIQBnYwJRVwAAAPsAAAAK
                AAAAAAAAAAAAAACAASkAAABhL2RhdGEucGtsUEsFBgAAAAACAAIAbwAAAKgAAAAAAA==
                """)
        ]
    } run: {
        try read($0, beginningWith: Array("PK\u{3}\u{4}".utf8))
    }

    static let bzip2 = FuzzTarget("bzip2") {
        [
            try decoded(
                """
                QlpoOTFBWSZTWVJ/ioEAAHR/wfQEEREq6//wwIAAAgIAIABAAEAAAEAgAFQ1EGgMQZHqAZGIMlAADIAADanx
                IcsUcks09FNVbG23sIAIVCQW+gh5CqAFxIMRAAEDA55cc9d+Of79CMZD8XckU4UJBSf4qBA=
                """)
        ]
    } run: {
        try read($0, beginningWith: Array("BZh".utf8))
    }

    static let csv = FuzzTarget("csv") {
        inputs(
            "index,a,b_energy_mj,c_latency_s\n0,1.5,20,\n26,2,,0.003\n3,,30,1e-3\n",
            "\u{FEFF}arch,\"x \"\"y\"\"\",toy_valid_12\r\n\"|conv~0|+|none~0|skip~1|\",7,91.25\r\n",
            "latency,index,toy_params,toy_flops\n+1.25e2,4,0.1,12.5\n",
            "index;latency\n3;1,5\n", "index\tlatency (us)\n3\t1500\n")
    } run: {
        try read($0)
    }

    private static func decoded(_ base64: String) throws -> [UInt8] {
        [UInt8](Data(base64Encoded: base64, options: .ignoreUnknownCharacters) ?? Data())
    }

    /// Reads a table of the space of 27 cells. What is read can be stored.
    private static func read(_ bytes: [UInt8], beginningWith signature: [UInt8] = []) throws {
        let space = try tinySpace.get()
        let file = try PublishedReader(space: space).read(
            signature + bytes.dropFirst(signature.count), path: "fuzz")
        for table in file.tables {
            precondition(table.values.count == space.count, "a table covers its space")
            precondition(!table.values.contains { $0.isInfinite }, "a table's numbers are finite")
        }
    }
}
