import Foundation
import TestSupport
import Testing

@testable import Measuring

/// Facts of machines that lie in a folder.
struct MachineTests {
    /// A root folder with the given files.
    private func withMachine(_ files: [String: String], _ body: (String) throws -> Void) throws {
        let root = FileManager.default.temporaryDirectory
            .appendingPathComponent("MachineTests-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        for (name, text) in files {
            let file = root.appendingPathComponent(name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        try body(root.path)
    }

    private static func cache(
        _ index: Int, level: Int, kind: String, size: String, ways: Int
    ) -> [String: String] {
        let folder = "sys/devices/system/cpu/cpu0/cache/index\(index)"
        return [
            "\(folder)/level": "\(level)\n", "\(folder)/type": "\(kind)\n",
            "\(folder)/size": "\(size)\n", "\(folder)/ways_of_associativity": "\(ways)\n",
            "\(folder)/coherency_line_size": "64\n",
        ]
    }

    @Test func anX86Machine() throws {
        var files = [
            "proc/cpuinfo": """
            processor\t: 0
            vendor_id\t: GenuineIntel
            model name\t: Intel(R) Xeon(R) Gold 6240 CPU @ 2.60GHz
            flags\t\t: fpu sse2 avx2 hypervisor

            processor\t: 1
            model name\t: something else

            """,
            "proc/meminfo": "MemTotal:       16384 kB\nMemFree: 1 kB\n",
            "proc/loadavg": "0.25 0.70 1.38 3/99 27117\n",
            "proc/sys/kernel/osrelease": "6.1.0\n",
            "proc/sys/kernel/perf_event_paranoid": "-1\n",
            "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor": "performance\n",
            "run/.containerenv": "",
        ]
        files.merge(Self.cache(0, level: 1, kind: "Data", size: "32K", ways: 8)) { $1 }
        files.merge(Self.cache(1, level: 1, kind: "Instruction", size: "32K", ways: 8)) { $1 }
        files.merge(Self.cache(2, level: 2, kind: "Unified", size: "1M", ways: 16)) { $1 }
        files["sys/devices/system/cpu/cpu0/cache/index3/level"] = "3\n"
        try withMachine(files) { root in
            let facts = MachineFacts(root: root)
            #expect(facts.processor == "Intel(R) Xeon(R) Gold 6240 CPU @ 2.60GHz")
            #expect(facts.isVirtual == true)
            #expect(facts.isContainer)
            #expect(facts.memoryBytes == 16_777_216)
            #expect(facts.loadAverage == 0.25)
            #expect(facts.kernel == "6.1.0")
            #expect(facts.perfEventParanoid == -1)
            #expect(facts.governor == "performance")
            #expect(facts.warnings == [])
            #expect(
                facts.caches == [
                    CacheGeometry(level: 1, kind: "Data", bytes: 32768, ways: 8, lineBytes: 64),
                    CacheGeometry(
                        level: 1, kind: "Instruction", bytes: 32768, ways: 8, lineBytes: 64),
                    CacheGeometry(
                        level: 2, kind: "Unified", bytes: 1_048_576, ways: 16, lineBytes: 64),
                ], "the third level tells only a part, so it is unknown")
            let copy = try JSONDecoder().decode(
                MachineFacts.self, from: JSONEncoder().encode(facts))
            #expect(copy == facts)
        }
    }

    @Test func anARMMachine() throws {
        let files = [
            "proc/cpuinfo": """
            processor\t: 0
            BogoMIPS\t: 243.75
            Features\t: fp asimd
            CPU implementer\t: 0x41
            CPU architecture: 8
            CPU part\t: 0xd0c

            """,
            "sys/class/dmi/id/sys_vendor": "Amazon EC2\n",
        ]
        try withMachine(files) { root in
            let facts = MachineFacts(root: root)
            #expect(facts.processor == "ARM part 0xd0c")
            #expect(facts.isVirtual == true)
        }
    }

    @Test func aBoard() throws {
        try withMachine([
            "proc/cpuinfo": "processor\t: 0\nCPU implementer\t: 0x41\nModel\t\t: Raspberry Pi 4\n"
        ]) { #expect(MachineFacts(root: $0).processor == "Raspberry Pi 4") }
    }

    @Test func theUnknownStaysUnknown() throws {
        try withMachine([:]) { root in
            let facts = MachineFacts(root: root)
            #expect(facts.processor == nil)
            #expect(facts.caches == [])
            #expect(facts.governor == nil)
            #expect(facts.loadAverage == nil)
            #expect(facts.memoryBytes == nil)
            #expect(facts.kernel == nil)
            #expect(facts.isVirtual == nil)
            #expect(!facts.isContainer)
            #expect(facts.perfEventParanoid == nil)
            #expect(facts.warnings == [.frequencyScalingUnknown])
        }
    }

    @Test func modelsOfOneNameAreToldApart() throws {
        let short = "model name : AMD EPYC\ncpu family : 26\nmodel : 2\nstepping : 1\n"
        try withMachine(["proc/cpuinfo": short]) { root in
            let facts = MachineFacts(root: root)
            #expect(facts.processor == "AMD EPYC")
            #expect(facts.processorModel == "family 26, model 2")
            #expect(
                facts.processorSummary.hasPrefix("AMD EPYC (family 26, model 2), \(facts.cores) "))
        }
        try withMachine(["proc/cpuinfo": "model name : A\n"]) { root in
            #expect(MachineFacts(root: root).processorModel == nil)
        }
    }

    @Test func thisMachine() {
        let facts = MachineFacts.current()
        #expect(facts.cores >= 1)
        #expect(facts.kernel != nil)
    }

    @Test func loadOfOthers() throws {
        let files = [
            "proc/stat": "cpu  100 20 30 1000 50 5 5 10 77 0\ncpu0 1 2 3 4\n",
            "proc/7/stat":
                "7 (odd ) name) S 1 7 7 0 -1 4194304 1 0 0 0 40 8 0 0 20 0 1 0 9 9 9 9\n",
        ]
        try withMachine(files) { root in
            let reading = try #require(LoadMeter.read(SystemFiles(root: root), processes: [7, 8]))
            // Idle 1000 and waiting 50 are not busy; guest time 77 is within user time.
            #expect(reading == LoadMeter.Reading(busy: 170, total: 1220, own: 48))
        }
        let start = LoadMeter.Reading(busy: 170, total: 1220, own: 48)
        let meter = LoadMeter(start: start, cores: 4)
        // 200 ticks of four processors; 90 busy, 40 of these ours: a quarter of four.
        #expect(meter.othersLoad(until: .init(busy: 260, total: 1420, own: 88)) == 1)
        #expect(meter.othersLoad(until: .init(busy: 200, total: 1420, own: 88)) == 0)
        #expect(meter.othersLoad(until: .init(busy: 200, total: 1300, own: 50)) == nil)
    }

    @Test("Of the processors that are threads of one core, the first stands for it")
    func physicalCores() throws {
        var files: [String: String] = [:]
        for (processor, siblings) in [(0, "0,2"), (1, "1,3"), (2, "0,2"), (3, "1,3")] {
            files["sys/devices/system/cpu/cpu\(processor)/topology/thread_siblings_list"] =
                "\(siblings)\n"
        }
        try withMachine(files) { root in
            let system = SystemFiles(root: root)
            #expect(ProcessorAffinity.physicalCores(among: [0, 1, 2, 3], system) == [0, 1])
            #expect(ProcessorAffinity.physicalCores(among: [2, 3], system) == [2, 3])
            #expect(ProcessorAffinity.physicalCores(among: [5, 6], system) == [5, 6])
        }
    }
}
