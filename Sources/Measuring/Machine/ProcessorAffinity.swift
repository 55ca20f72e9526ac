import CSystemShims
import Foundation

/// On which processors a process may run.
enum ProcessorAffinity {
    private static let capacity = 1024

    /// The processors that the calling thread may use, one of each physical core.
    static func physicalCores(_ system: SystemFiles = SystemFiles(root: "/")) -> [Int] {
        physicalCores(among: allowed(), system)
    }

    /// The processors that the calling thread may use.
    static func allowed() -> [Int] {
        var processors = [Int32](repeating: 0, count: capacity)
        let count = shim_allowed_processors(0, &processors, Int32(capacity))
        return processors.prefix(max(0, Int(count))).map(Int.init)
    }

    /// The first of the processors that are threads of one core.
    static func physicalCores(among processors: [Int], _ system: SystemFiles) -> [Int] {
        var seen: Set<String> = []
        return processors.filter { processor in
            let siblings = system.line(
                "sys/devices/system/cpu/cpu\(processor)/topology/thread_siblings_list")
            return seen.insert(siblings ?? "\(processor)").inserted
        }
    }

    /// Restricts the calling thread.
    /// - Returns: Whether the system took it.
    static func restrictThread(to processors: [Int]) -> Bool {
        let list = processors.map(Int32.init)
        return shim_restrict_to_processors(0, list, Int32(list.count)) == 0
    }

    /// Restricts all threads of a process, those that they start later included.
    /// - Returns: Whether the system took it for every thread that is still there.
    static func restrict(_ process: pid_t, to processors: [Int]) -> Bool {
        let list = processors.map(Int32.init)
        let names = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")
        let threads = (names ?? []).compactMap { pid_t($0) }
        return !threads.isEmpty
            && threads.allSatisfy {
                shim_restrict_to_processors($0, list, Int32(list.count)) == 0 || errno == ESRCH
            }
    }
}
