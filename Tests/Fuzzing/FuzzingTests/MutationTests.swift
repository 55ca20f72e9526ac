import Foundation
import FuzzTargets
import Testing

/// Every reader of foreign bytes gets mutated inputs for a few seconds.
///
/// A reader that traps ends the test process, so that each input is written down before it is
/// tried; the trace says whose it was. `NAS_SEARCH_FUZZ_SECONDS` is the processor time for all readers
/// together (60; 0 for none), so that other tests beside them cost no inputs. `NAS_SEARCH_FUZZ_SEED`
/// repeats a run: the inputs follow from the seed alone.
@Suite struct MutationTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let seconds =
        environment["NAS_SEARCH_FUZZ_SECONDS"].flatMap(Double.init) ?? 60
    private static let seed =
        environment["NAS_SEARCH_FUZZ_SEED"].flatMap { UInt64($0) }
        ?? UInt64.random(in: 0..<1_000_000_000)
    /// No reader may take longer for an input of at most 64 kB, in a build without optimisation on
    /// a machine that does something else.
    private static let longest = 20.0

    /// What this thread has used of a processor.
    private static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    @Test func theSeedsAreWhatTheReadersTake() throws {
        for target in FuzzTarget.all {
            let seeds = try target.seeds()
            #expect(!seeds.isEmpty && seeds.allSatisfy { !$0.isEmpty }, "\(target.name)")
            for input in seeds { target.run(input) }
        }
        #expect(Set(FuzzTarget.all.map(\.name)).count == FuzzTarget.all.count)
    }

    @Test(arguments: FuzzTarget.all.map(\.name))
    func readersComeBack(name: String) throws {
        let target = try #require(FuzzTarget.named(name))
        let seeds = try target.seeds()
        let last = FileManager.default.temporaryDirectory
            .appendingPathComponent("nas-search-fuzz-\(name).input")
        var mutator = ByteMutator(seed: Self.seed)
        let clock = ContinuousClock()
        let end = Self.processorSeconds() + Self.seconds / Double(FuzzTarget.all.count)
        var count = 0
        print("fuzzing \(name), seed \(Self.seed); the last input is \(last.path)")
        while Self.processorSeconds() < end {
            let input = mutator.mutated(
                seeds[count % seeds.count], with: seeds[(count / seeds.count) % seeds.count])
            try Data(input).write(to: last)
            let start = clock.now
            target.run(input)
            let taken = clock.now - start
            try #require(
                taken < .seconds(Self.longest),
                "\(name), seed \(Self.seed), input \(count) took \(taken): \(last.path)")
            count += 1
        }
        try? FileManager.default.removeItem(at: last)
        print("fuzzing \(name): \(count) inputs")
    }

    @Test func mutationsFollowFromTheSeed() {
        func inputs(_ seed: UInt64) -> [[UInt8]] {
            var mutator = ByteMutator(seed: seed)
            return (0..<100).map { _ in mutator.mutated([1, 2, 3, 4], with: [5, 6]) }
        }
        #expect(inputs(7) == inputs(7))
        #expect(inputs(7) != inputs(8))
        #expect(inputs(7).contains { $0 != [1, 2, 3, 4] })
    }
}
