import Foundation

/// What the shell or a batch system allows this process (`ulimit`), against what it needs.
enum ProcessLimits {
    /// Files that are open at once: the store with its log, bundled files, pipes to runners.
    private static let files = 64
    /// Address space, of which little is ever touched: shared libraries, OpenBLAS's buffers (128 MB
    /// each), stacks. The most that any command took on two processors is 660 MB.
    private static let megabytes = 1024
    /// For the stack and the buffers of OpenBLAS's thread on each processor.
    private static let megabytesAProcessor = 10

    /// Lets as many files be open as the system allows, where that is needed.
    /// - Throws: ``Refusal`` where these are too few.
    static func checkFiles() throws {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0,
            limit.rlim_cur < rlim_t(files)
        else { return }
        limit.rlim_cur = min(rlim_t(files), limit.rlim_max)
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        guard limit.rlim_cur < rlim_t(files) else { return }
        throw Refusal(
            "this process may open \(limit.rlim_cur) files at once and needs \(files): "
                + "`ulimit -n \(files)` allows them")
    }

    /// Checks that there is address space for the numerical library, which otherwise asks for it
    /// again and again without end.
    /// - Throws: ``Refusal`` with what is needed.
    static func checkMemory() throws {
        guard let (allowed, option) = tightLimit else { return }
        throw Refusal(
            "this process may have \(allowed >> 20) MB of address space (`ulimit -\(option)`) and "
                + "needs \(neededMegabytes) MB, of which it touches a small part: "
                + "`ulimit -\(option) \(neededMegabytes << 10)` allows them, or a larger request to "
                + "the batch system")
    }

    /// Ends the process. Where the numerical library's threads ask for memory without end, their
    /// end is not waited for.
    static func end(_ code: Int32) -> Never {
        if tightLimit != nil { _exit(code) }
        exit(code)
    }

    private static var neededMegabytes: Int {
        megabytes + megabytesAProcessor * ProcessInfo.processInfo.processorCount
    }

    /// The limit below what is needed, in bytes, with the letter of its option.
    private static var tightLimit: (allowed: rlim_t, option: String)? {
        for (resource, option) in [(RLIMIT_AS, "v"), (RLIMIT_DATA, "d")] {
            var limit = rlimit()
            if getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0,
                limit.rlim_cur < rlim_t(neededMegabytes) << 20
            {
                return (limit.rlim_cur, option)
            }
        }
        return nil
    }
}
