import Foundation

/// What is known of the machine that measured. What the system does not tell is nil.
package struct MachineFacts: Sendable, Hashable, Codable {
    /// The processor's name, such as `AMD EPYC 7763 64-Core Processor`.
    package var processor: String?
    /// What tells processors of one name apart, such as `family 26, model 2`: virtual machines
    /// often shorten the name.
    package var processorModel: String?
    /// `x86_64`, `aarch64` and so on.
    package var architecture: String?
    /// Processors that this process may use.
    package var cores: Int
    /// The caches of the first processor.
    package var caches: [CacheGeometry]
    /// The frequency governor of the first processor.
    package var governor: String?
    /// The average number of runnable tasks over the last minute.
    package var loadAverage: Double?
    /// Bytes of memory.
    package var memoryBytes: Int?
    /// The kernel's release.
    package var kernel: String?
    /// Whether this is a virtual machine.
    package var isVirtual: Bool?
    /// Whether this runs in a container.
    package var isContainer: Bool
    /// `/proc/sys/kernel/perf_event_paranoid`.
    package var perfEventParanoid: Int?
    /// What the machine calls itself; nil in records of earlier versions.
    package var hostName: String?

    /// The processor in a line, such as `AMD EPYC (family 26, model 2), 2 cores`.
    package var processorSummary: String {
        (processor ?? "processor unknown") + (processorModel.map { " (\($0))" } ?? "")
            + ", \(cores) \(cores == 1 ? "core" : "cores")"
    }

    /// What makes every measurement here doubtful.
    package var warnings: [MeasurementWarning] {
        governor == "performance" ? [] : [.frequencyScalingUnknown]
    }

    /// The facts of this machine.
    package static func current() -> MachineFacts { MachineFacts(root: "/") }

    /// As the process began: its threads may be confined for a while later on.
    private static let usableCores = max(1, ProcessorAffinity.allowed().count)

    /// Reads the facts from the system's files below a folder.
    init(root: String) {
        self.init(
            SystemFiles(root: root), architecture: Self.machineName(), cores: Self.usableCores,
            hostName: ProcessInfo.processInfo.hostName)
    }

    /// Reads the facts from what another machine sent.
    init(_ machine: RemoteMachine) {
        self.init(
            SystemFiles(texts: machine.files), architecture: machine.architecture,
            cores: max(1, machine.cores), hostName: machine.host)
    }

    private init(_ system: SystemFiles, architecture: String?, cores: Int, hostName: String?) {
        let cpuinfo = system.text("proc/cpuinfo") ?? ""
        processor = Self.processor(cpuinfo: cpuinfo) ?? system.line("proc/device-tree/model")
        processorModel = Self.processorModel(cpuinfo: cpuinfo)
        self.architecture = architecture
        self.cores = cores
        self.hostName = hostName
        caches = CacheGeometry.all(in: system)
        governor = system.line("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")
        loadAverage = system.line("proc/loadavg")?.split(separator: " ").first
            .flatMap { Double($0) }
        memoryBytes = Self.fields(of: system.text("proc/meminfo") ?? "")["MemTotal"]
            .flatMap { $0.split(separator: " ").first }.flatMap { Int($0) }.map { $0 * 1024 }
        kernel = system.line("proc/sys/kernel/osrelease")
        isVirtual = Self.isVirtual(cpuinfo: cpuinfo, system: system)
        isContainer =
            system.exists(".dockerenv") || system.exists("run/.containerenv")
            || (system.text("proc/1/cgroup") ?? "").contains("/docker/")
        perfEventParanoid = system.line("proc/sys/kernel/perf_event_paranoid").flatMap { Int($0) }
    }

    /// The first value of every `name : value` line.
    private static func fields(of text: String) -> [String: String] {
        var found: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let name = parts[0].trimmingCharacters(in: .whitespaces)
            if found[name] == nil { found[name] = parts[1].trimmingCharacters(in: .whitespaces) }
        }
        return found
    }

    /// x86 has a name; ARM has numbers of implementer and part, kept as they are beyond the
    /// commonest implementers.
    private static func processor(cpuinfo: String) -> String? {
        let fields = fields(of: cpuinfo)
        for key in ["model name", "Model", "cpu model", "cpu"] {
            if let name = fields[key], !name.isEmpty { return name }
        }
        guard let implementer = fields["CPU implementer"] else { return nil }
        let names = [
            "0x41": "ARM", "0x42": "Broadcom", "0x48": "HiSilicon", "0x4e": "NVIDIA",
            "0x51": "Qualcomm", "0x53": "Samsung", "0x61": "Apple", "0xc0": "Ampere",
        ]
        let variant = fields["CPU part"].map { " part \($0)" } ?? ""
        return "\(names[implementer] ?? "implementer \(implementer)")\(variant)"
    }

    /// The numbers that x86 gives its designs.
    private static func processorModel(cpuinfo: String) -> String? {
        let fields = fields(of: cpuinfo)
        guard let family = fields["cpu family"], let model = fields["model"] else { return nil }
        return "family \(family), model \(model)"
    }

    /// By the hypervisor flag of x86, else by what the firmware says.
    private static func isVirtual(cpuinfo: String, system: SystemFiles) -> Bool? {
        let fields = fields(of: cpuinfo)
        if let flags = fields["flags"] { return flags.split(separator: " ").contains("hypervisor") }
        if system.exists("sys/hypervisor/type") || system.exists("proc/device-tree/hypervisor") {
            return true
        }
        guard let vendor = system.line("sys/class/dmi/id/sys_vendor") else { return nil }
        return ["QEMU", "VMware", "Xen", "innotek", "Amazon EC2", "Google"]
            .contains { vendor.contains($0) }
    }

    private static func machineName() -> String? {
        var names = utsname()
        guard uname(&names) == 0 else { return nil }
        return withUnsafeBytes(of: names.machine) {
            String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}

/// What another machine says about itself, for ``MachineFacts`` to read.
package struct RemoteMachine: Sendable, Hashable, Codable {
    /// Texts of system files by their names below the root.
    package var files: [String: String]
    /// As `uname -m` says it.
    package var architecture: String
    /// What it calls itself.
    package var host: String
    /// Processors that a runner may use there.
    package var cores: Int
}
