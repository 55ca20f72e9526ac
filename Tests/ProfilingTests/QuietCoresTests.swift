import Testing

@testable import Profiling

@Suite("Measuring on cores at full speed")
struct QuietCoresTests {
    /// A machine whose cores are slow at times that the test chooses. A probe takes a tenth of a
    /// millisecond of its clock.
    private final class ScriptedMachine {
        var time = 0.0
        var slowness: (_ core: Int, _ time: Double) -> Double
        var placements: [[Int]] = []
        var acceptsRestrictions = true

        init(_ slowness: @escaping (Int, Double) -> Double) { self.slowness = slowness }

        var machine: QuietCores.Machine {
            QuietCores.Machine(
                probe: { core in
                    let nanoseconds = 1e5 * self.slowness(core, self.time)
                    self.time += nanoseconds / 1e9
                    return UInt64(nanoseconds)
                },
                restrict: { _, cores in
                    self.placements.append(cores)
                    return self.acceptsRestrictions
                },
                now: { self.time }, wait: { self.time += $0 })
        }

        /// A run of so many milliseconds at full speed.
        func run(_ milliseconds: Double, on core: Int) -> Double {
            let taken = milliseconds * slowness(core, time)
            time += taken / 1e3
            return taken
        }
    }

    private func cores(
        _ scripted: ScriptedMachine, threads: Int = 1, of count: Int = 2, patience: Double = 20
    ) throws -> QuietCores {
        try #require(
            QuietCores(
                threads: threads, patience: .init(perBatch: patience, free: 10, share: 3),
                cores: Array(0..<count),
                machine: scripted.machine, fastest: FastestProbe()))
    }

    @Test("On a quiet machine every batch is taken once, on the first core")
    func quiet() throws {
        let scripted = ScriptedMachine { _, _ in 1 }
        let cores = try cores(scripted)
        var moves: [Bool] = []
        for _ in 0..<3 { cores.batch(of: 7) { moves.append($0) } }
        #expect(moves == [true, false, false])
        #expect(scripted.placements == [[0]])
        #expect(cores.wasQuiet)
    }

    @Test("A core that becomes slow is left for one that is not, and the batch is taken again")
    func moves() throws {
        // Core 0 is slow from the second batch on, in the middle of it.
        let scripted = ScriptedMachine { core, time in core == 0 && time > 0.02 ? 1.6 : 1 }
        let cores = try cores(scripted)
        var taken: [Double] = []
        for _ in 0..<2 {
            taken.append(
                cores.batch(of: 7) { _ in
                    let core = scripted.placements.last?.first ?? -1
                    return (0..<3).map { _ in scripted.run(5, on: core) }.max() ?? 0
                })
        }
        #expect(taken == [5, 5])
        #expect(scripted.placements == [[0], [1]])
        #expect(cores.wasQuiet)
    }

    @Test("Where all cores are slow for a while, the batch waits")
    func waits() throws {
        let scripted = ScriptedMachine { _, time in (0.1..<1.1).contains(time) ? 1.5 : 1 }
        let cores = try cores(scripted)
        _ = cores.batch(of: 7) { _ in scripted.run(150, on: 0) }
        let first = scripted.time
        #expect(cores.batch(of: 7) { _ in scripted.run(5, on: 0) } == 5)
        #expect(cores.wasQuiet)
        #expect(first >= 1.1, "the first batch, too, was taken again: it ended on a slow core")
    }

    @Test(
        "A machine that stays slow is not waited for with every batch, and what it gives is marked")
    func staysSlow() throws {
        let scripted = ScriptedMachine { _, time in time > 0.05 ? 1.5 : 1 }
        let cores = try cores(scripted, patience: 2)
        _ = cores.batch(of: 7) { _ in scripted.run(5, on: 0) }
        scripted.time = 1
        let start = scripted.time
        _ = cores.batch(of: 7) { _ in scripted.run(5, on: 0) }
        #expect(!cores.wasQuiet)
        let patient = scripted.time - start
        #expect((2..<2.2).contains(patient))
        _ = cores.batch(of: 7) { _ in scripted.run(5, on: 0) }
        #expect(!cores.wasQuiet)
        #expect(scripted.time - start - patient < 0.1)
        // As soon as it is as fast as before, that is noticed.
        scripted.slowness = { _, _ in 1 }
        _ = cores.batch(of: 7) { _ in scripted.run(5, on: 0) }
        #expect(cores.wasQuiet)
    }

    @Test("Cores of another kind, always slower, are never used")
    func slowerCores() throws {
        let scripted = ScriptedMachine { core, _ in core < 2 ? 1.9 : 1 }
        let cores = try cores(scripted, threads: 2, of: 4)
        for _ in 0..<3 { cores.batch(of: 7) { _ in () } }
        #expect(scripted.placements.last == [2, 3])
        #expect(cores.wasQuiet)
    }

    @Test("Other cores than those in use come first where that is asked for, and slow ones never")
    func others() throws {
        let scripted = ScriptedMachine { core, _ in core == 2 ? 1.9 : 1 }
        let cores = try cores(scripted, of: 3)
        cores.batch(of: 7) { _ in () }
        for _ in 0..<3 {
            cores.preferOthers()
            cores.batch(of: 7) { _ in () }
        }
        cores.batch(of: 7) { _ in () }
        #expect(scripted.placements == [[0], [1], [0], [1]])
        #expect(cores.wasQuiet)
    }

    @Test("Another process is placed anew; one that can't be restricted runs where it runs")
    func processes() throws {
        let scripted = ScriptedMachine { _, _ in 1 }
        let cores = try cores(scripted)
        cores.batch(of: 7) { _ in () }
        cores.batch(of: 8) { _ in () }
        #expect(scripted.placements == [[0], [0]])
        scripted.acceptsRestrictions = false
        #expect(cores.batch(of: 9) { _ in 3 } == 3)
        #expect(cores.wasQuiet)
    }

    @Test("More threads than cores are the system's business")
    func tooFewCores() {
        let machine = ScriptedMachine { _, _ in 1 }.machine
        for (threads, cores) in [(3, [0, 1]), (1, [])] {
            #expect(
                QuietCores(
                    threads: threads, patience: .everyRun, cores: cores, machine: machine,
                    fastest: FastestProbe()) == nil)
        }
    }

    @Test(
        "A core that was faster in an earlier process is known to be slow from the first batch on")
    func earlierProcess() throws {
        let scripted = ScriptedMachine { _, time in time < 0.5 ? 1.6 : 1 }
        let fastest = FastestProbe()
        let cores = try #require(
            QuietCores(
                threads: 1, patience: .everyRun, cores: [0], machine: scripted.machine,
                fastest: fastest))
        fastest.recall(1e5)
        #expect(cores.batch(of: 7) { _ in scripted.run(5, on: 0) } == 5)
        #expect(cores.wasQuiet)
        // What a much faster probe took can't have been this one.
        fastest.recall(1e4)
        #expect(fastest.nanoseconds == 1e5)
    }

    @Test("This machine restricts this thread, and lets it go again")
    func restricts() throws {
        let all = ProcessorAffinity.allowed()
        let first = try #require(all.first)
        #expect(ProcessorAffinity.restrictThread(to: [first]))
        #expect(ProcessorAffinity.allowed() == [first])
        #expect(ProcessorAffinity.restrictThread(to: all))
        #expect(ProcessorAffinity.allowed() == all)
    }
}
