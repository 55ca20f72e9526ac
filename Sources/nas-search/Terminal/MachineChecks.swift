import Foundation
import Inference
import Measuring
import NASSearch
import Profiling

/// One thing that `doctor` looked at.
struct DoctorCheck: Encodable {
    let name: String
    let ok: Bool
    let finding: String
    var remedy: String?
}

/// What this machine can measure, each gap with its remedy.
struct MachineChecks {
    private let facts = MachineFacts.current()

    /// All of them.
    var all: [DoctorCheck] { [kernels, threads, clock, counters, simulator] + runners }

    private var kernels: DoctorCheck {
        let available = KernelSet.available
        let missing = KernelSet.Family.allCases.map(KernelSet.init).filter { !$0.isAvailable }
        return DoctorCheck(
            name: "kernels", ok: true,
            finding: available.map(\.description).joined(separator: ", ")
                + " (the fastest first; OpenBLAS runs \(KernelSet.openblasCore))"
                + (missing.isEmpty
                    ? ""
                    : "; the processor lacks "
                        + missing.map(\.description).joined(separator: ", ")))
    }

    private var threads: DoctorCheck {
        DoctorCheck(
            name: "threads", ok: true,
            finding: "\(facts.cores) at most, load now "
                + (facts.loadAverage.map { String(format: "%.2f", $0) } ?? "unknown")
                + (facts.isVirtual == true ? ", a virtual machine" : "")
                + (facts.isContainer ? ", in a container" : ""))
    }

    private var clock: DoctorCheck {
        let warnings = facts.warnings
        return DoctorCheck(
            name: "clock", ok: warnings.isEmpty,
            finding: facts.governor.map { "governor \($0)" }
                ?? "the machine does not tell its frequency governor",
            remedy: warnings.first?.remedy)
    }

    private var counters: DoctorCheck {
        let group = PerfEventGroup(
            groups: CounterEvent.hardwareGroups,
            processID: ProcessInfo.processInfo.processIdentifier
        )
        let reasons = Dictionary(grouping: group.unavailable.keys.sorted()) {
            group.unavailable[$0] ?? ""
        }.sorted { $0.key < $1.key }.map { "\($0.value.joined(separator: ", ")): \($0.key)" }
        let software = PerfEventGroup(
            groups: CounterEvent.software.map { [$0] },
            processID: ProcessInfo.processInfo.processIdentifier)
        let paranoid = facts.perfEventParanoid.map { "; perf_event_paranoid is \($0)" } ?? ""
        return DoctorCheck(
            name: "counters", ok: group.unavailable.isEmpty,
            finding: "\(group.available.count) of 10 hardware events, "
                + "\(software.available.count) of 4 of the kernel's" + paranoid,
            remedy: reasons.isEmpty ? nil : reasons.joined(separator: "; "))
    }

    private var simulator: DoctorCheck {
        let missing = ["valgrind", "strip"].filter { Self.program($0) == nil }
        return DoctorCheck(
            name: "simulator", ok: missing.isEmpty,
            finding: missing.isEmpty
                ? Self.program("valgrind") ?? "" : "\(missing.joined(separator: " and ")) missing",
            remedy: missing.isEmpty
                ? nil
                : "`apt-get install valgrind binutils` lets `profile` simulate counters where there "
                    + "are none")
    }

    /// The runtimes that come with a script.
    private var runners: [DoctorCheck] {
        RunnerScript.all.map { script in
            let (name, package) = (script.name, script.package)
            let version = Self.pythonPackage(package)
            return DoctorCheck(
                name: "runner \(name)", ok: version != nil,
                finding: version.map { "\(package) \($0)" } ?? "python3 has no \(package)",
                remedy: version == nil
                    ? "`\(script.installation)`, to measure with --runner \(name)" : nil)
        }
    }

    /// The file of a program on the search path.
    static func program(_ name: String) -> String? {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
            .map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// The version of a Python package, found without loading it.
    private static func pythonPackage(_ name: String) -> String? {
        guard let python = program(Program.python) else { return nil }
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = [
            "-c",
            // Without the working folder: what lies there may have a module's name.
            "import sys; sys.path[:] = [p for p in sys.path if p]; "
                + "import importlib.metadata as m; sys.stdout.write(m.version('\(name)'))",
        ]
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let version = String(decoding: data, as: UTF8.self)
        return process.terminationStatus == 0 && !version.isEmpty ? version : nil
    }
}
