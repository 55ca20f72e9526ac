import Dispatch
import Foundation
import Synchronization

/// Reads many files on all cores and hands them over one by one, in order.
enum FileReadAhead {
    /// - Parameters:
    ///   - paths: The files.
    ///   - read: Reads one; called on several threads at once.
    ///   - body: Takes what was read, in the order of the paths, on the calling thread. An error
    ///     ends everything.
    ///   - progress: Told after each group of files how many are done.
    static func forEach<Outcome: Sendable>(
        _ paths: [String], read: @Sendable (String) -> Outcome,
        body: (String, Outcome) throws -> Void, progress: (Int, Int) -> Void
    ) throws {
        let window = max(1, ProcessInfo.processInfo.activeProcessorCount) * 8
        var start = 0
        while start < paths.count {
            let group = Array(paths[start..<min(start + window, paths.count)])
            if group.count == 1 {
                try body(group[0], read(group[0]))
            } else {
                let outcomes = Mutex([Outcome?](repeating: nil, count: group.count))
                DispatchQueue.concurrentPerform(iterations: group.count) { i in
                    let outcome = read(group[i])
                    outcomes.withLock { $0[i] = outcome }
                }
                let done = outcomes.withLock { $0 }
                for (path, outcome) in zip(group, done) {
                    if let outcome { try body(path, outcome) }
                }
            }
            start += group.count
            progress(start, paths.count)
        }
    }
}
