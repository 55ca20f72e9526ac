import Architectures
import TestSupport
import Testing

@testable import PublishedFormats

@Suite struct HostilePickleTests {
    private func problem(_ bytes: [UInt8], limits: PickleLimits = PickleLimits()) -> ContentProblem?
    {
        do {
            _ = try PickleDocument(bytes, limits: limits)
            return nil
        } catch {
            return error as? ContentProblem
        }
    }

    private func problem(_ text: String) -> ContentProblem? { problem(Array(text.utf8)) }

    @Test func codeIsRefusedByNameAndPosition() throws {
        let global = try #require(problem("cos\nsystem\n(S'echo hi'\ntR."))
        #expect(global.kind == .refused)
        #expect(global.position == "byte 0")
        #expect(global.reason.contains("os.system"))
        // Protocol 4: two texts, then STACK_GLOBAL at byte 18.
        let stacked = try #require(
            problem(
                [0x80, 4, 0x8C, 5] + Array("posix".utf8) + [0x8C, 6] + Array("system".utf8)
                    + [0x93, 0x2E]))
        #expect(stacked.reason.contains("posix.system"))
        #expect(stacked.position == "byte 17")
    }

    @Test(arguments: [
        "c__builtin__\neval\n.", "cbuiltins\ngetattr\n.", "cnumpy\nload\n.",
        "ccollections\ndefaultdict\n.", "ctorch._utils\n_rebuild_tensor_v2\n.",
        "ccollections.abc\nOrderedDict\n.", "cbuiltins\nslice.__class__\n.",
    ])
    func onlyTheFewAreAllowed(pickle: String) throws {
        #expect(try #require(problem(pickle)).kind == .refused)
    }

    @Test(arguments: [
        "Pid\n.", "K\u{1}Q.", "(ios\nsystem\n.", "(cnumpy\ndtype\no.", "\u{7F}.",
        "cnumpy\nndarray\n)R.", "cpandas.core.indexes.base\nIndex\n)R.",
    ])
    func otherOperationsAreRefused(pickle: String) throws {
        #expect(try #require(problem(pickle)).kind == .refused)
    }

    @Test func controlCharactersStayOutOfMessages() throws {
        let found = try #require(problem("ca\u{1B}[2J\nb\n."))
        #expect(found.reason.contains("a?[2J.b"))
    }

    @Test func everyTruncationIsAnError() throws {
        for pickle in [
            Fixtures.numpyProtocol2, Fixtures.mixedProtocol0, Fixtures.numpyProtocol5,
            Fixtures.latBench, Fixtures.frame,
        ] {
            for length in 0..<pickle.count {
                let found = try #require(problem(Array(pickle.prefix(length))))
                #expect(found.kind == .damaged, "\(length) bytes: \(found.reason)")
                #expect(found.position?.hasPrefix("byte ") == true)
            }
        }
    }

    /// Whatever happens to a byte, reading ends with a value or an error.
    @Test func everyFlippedByteIsSurvived() throws {
        var generator = SeededGenerator(seed: 201)
        let space = try SearchSpace.nasBench201()
        let reader = PickleReader(space: space, text: ArchitectureText(space: space), device: "d")
        var errors = 0
        for pickle in [
            Fixtures.numpyProtocol2, Fixtures.mixedProtocol0, Fixtures.numpyProtocol5,
            Fixtures.latBench, Fixtures.frame,
        ] {
            for _ in 0..<1000 {
                var damaged = pickle
                for _ in 0..<Int.random(in: 1...4, using: &generator) {
                    let place = Int.random(in: 0..<damaged.count, using: &generator)
                    damaged[place] = UInt8.random(in: 0...255, using: &generator)
                }
                do {
                    _ = try reader.read(damaged)
                } catch {
                    #expect(error is ContentProblem)
                    errors += 1
                }
            }
        }
        #expect(errors > 1000)
    }

    @Test(
        arguments: [
            [0x8D, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
            [0x8E, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
            [0x96, 0, 0, 0, 0, 1, 0, 0, 0], [0x42, 0xFF, 0xFF, 0xFF, 0xFF],
            [0x54, 0, 0, 0, 0x80], [0x58, 0xFF, 0xFF, 0xFF, 0x7F], [0x8B, 0xFF, 0xFF, 0xFF, 0xFF],
            [0x95, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        ] as [[UInt8]])
    func lengthsBeyondTheInput(operation: [UInt8]) throws {
        let found = try #require(problem([0x80, 4] + operation + [0x2E]))
        #expect(found.kind == .damaged)
        #expect(found.position == "byte 2")
    }

    @Test func hugeMemoNumbers() throws {
        // LONG_BINPUT 0x7FFFFFFF, then PUT with as many.
        #expect(problem([0x4E, 0x72, 0xFF, 0xFF, 0xFF, 0x7F, 0x2E]) != nil)
        #expect(problem("Np2000000\n.")?.kind == .damaged)
        #expect(problem("Np-1\n.")?.kind == .damaged)
        #expect(problem("Np99999999999999999999\n.")?.kind == .damaged)
    }

    @Test func deepNesting() throws {
        // None in 101 tuples of one; 100 are read.
        func nested(_ depth: Int) -> [UInt8] {
            [0x4E] + [UInt8](repeating: 0x85, count: depth) + [0x2E]
        }
        #expect(problem(nested(100)) == nil)
        #expect(problem(nested(101))?.kind == .refused)
        #expect(problem(nested(1_000_000))?.kind == .refused)
        // A million open lists, and lists that are put into each other from inside out.
        #expect(problem([UInt8](repeating: 0x5D, count: 100_000) + [0x2E])?.kind == .damaged)
        let lists = [UInt8](repeating: 0x5D, count: 100_000)
        #expect(
            problem(lists + [UInt8](repeating: 0x61, count: 99_999) + [0x2E])?.kind == .refused)
        #expect(problem([UInt8](repeating: 0x28, count: 100_000) + [0x2E])?.kind == .damaged)
    }

    @Test func selfReference() throws {
        // A list that holds itself: EMPTY_LIST, BINPUT 0, BINGET 0, APPEND.
        let own = try PickleDocument([0x5D, 0x71, 0, 0x68, 0, 0x61, 0x2E])
        #expect(own.sequence(own.root)?.count == 1)
        let space = try TinySpace.make()
        let reader = PickleReader(space: space, text: ArchitectureText(space: space), device: "d")
        #expect(throws: ContentProblem.self) {
            try reader.read([0x5D, 0x71, 0, 0x68, 0, 0x61, 0x2E])
        }
        // A dictionary that is its own value.
        #expect(throws: ContentProblem.self) {
            try reader.read(Array("}q\u{0}U\u{1}ah\u{0}s.".utf8))
        }
    }

    @Test func copiesDoNotMultiply() throws {
        // One text of 10,000 letters, decoded as bytes again and again from the memo.
        var bytes: [UInt8] = Array("c_codecs\nencode\nq\u{0}X".utf8) + [0x10, 0x27, 0, 0]
        bytes += [UInt8](repeating: 0x61, count: 10_000)
        bytes += Array("q\u{1}U\u{6}latin1q\u{2}0".utf8)
        for _ in 0..<1000 { bytes += [0x30, 0x68, 0, 0x68, 1, 0x68, 2, 0x86, 0x52] }
        bytes += [0x2E]
        let found = try #require(problem(bytes))
        #expect(found.reason.contains("over and over"))
        // The same with a long list of pairs for OrderedDict.
        var pairs: [UInt8] =
            Array("ccollections\nOrderedDict\nq\u{0}".utf8) + [0x5D, 0x71, 1, 0x28]
        for _ in 0..<5000 { pairs += [0x4E, 0x4E, 0x86] }
        pairs += [0x65]
        for _ in 0..<1000 { pairs += [0x30, 0x68, 0, 0x68, 1, 0x85, 0x52] }
        pairs += [0x2E]
        #expect(problem(pairs)?.reason.contains("over and over") == true)
    }

    @Test func limits() throws {
        let pickle: [UInt8] = [0x28, 0x4E, 0x94, 0x4E, 0x94, 0x4E, 0x94, 0x74, 0x2E]
        #expect(problem(pickle) == nil)
        #expect(problem(pickle, limits: PickleLimits(bytes: 8))?.kind == .refused)
        #expect(problem(pickle, limits: PickleLimits(memo: 2))?.kind == .refused)
        #expect(problem(pickle, limits: PickleLimits(operations: 8))?.kind == .refused)
        #expect(problem(pickle, limits: PickleLimits(depth: 0))?.kind == .refused)
    }

    @Test func arraysMustFillTheirShape() throws {
        // _frombuffer(b"12345678", dtype, shape, "C") with shapes that don't fit 8 bytes of f8.
        func frombuffer(_ shape: [UInt8]) -> [UInt8] {
            Array(
                "cnumpy.core.numeric\n_frombuffer\n(C\u{8}12345678cnumpy\ndtype\n(U\u{2}f8tR".utf8)
                + shape + Array("U\u{1}CtR.".utf8)
        }
        #expect(problem(frombuffer([0x4B, 1, 0x85])) == nil)
        #expect(problem(frombuffer([0x4B, 2, 0x85]))?.kind == .damaged)
        #expect(problem(frombuffer([0x4A, 0xFF, 0xFF, 0xFF, 0xFF, 0x85]))?.kind == .damaged)
        let huge: [UInt8] = [0x8A, 8, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]
        #expect(problem(frombuffer(huge + huge + [0x86]))?.kind == .damaged)
    }
}
