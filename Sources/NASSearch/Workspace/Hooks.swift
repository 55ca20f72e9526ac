/// What long work tells whoever asked for it, and asks them. The library itself prints nothing and
/// catches no signal.
///
/// The closures are called from the thread that does the work.
public struct Hooks: Sendable {
    /// Told what the reader should know, as it happens.
    public var note: @Sendable (Note) -> Void
    /// Told how far a piece of work has come.
    public var progress: @Sendable (WorkProgress) -> Void
    /// Asked wherever work can stop with all that was done kept; once the answer is true, it stops
    /// with ``Cancelled``. The first question comes before the first work that can be stopped so.
    public var isCancelled: @Sendable () -> Bool

    /// Listens to what is given, and to nothing else.
    public init(
        note: @escaping @Sendable (Note) -> Void = { _ in },
        progress: @escaping @Sendable (WorkProgress) -> Void = { _ in },
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) {
        self.note = note
        self.progress = progress
        self.isCancelled = isCancelled
    }
}

/// Something that the reader should know while work goes on.
public struct Note: Sendable, Hashable, CustomStringConvertible {
    /// How much it matters.
    public enum Kind: Sendable, Hashable {
        /// Said for information.
        case information
        /// Speaks against the numbers.
        case warning
    }

    /// How much it matters.
    public let kind: Kind
    /// A sentence.
    public let text: String

    /// The sentence.
    public var description: String { text }
}

/// How far a piece of work has come.
public struct WorkProgress: Sendable, Hashable, CustomStringConvertible {
    /// Where in the work this is told.
    public enum Stage: Sendable, Hashable {
        case began, going, ended
    }

    /// What is being done, such as 'searching'.
    public let title: String
    /// Steps done, those included that were done before.
    public let done: Int
    /// Of the steps done, those that cost no work now and say nothing of its speed.
    public let skipped: Int
    /// All steps; nil where nobody knows how many there will be.
    public let total: Int?
    /// Where in the work this is told.
    public let stage: Stage

    /// Such as 'searching: 100 of 500'.
    public var description: String { "\(title)\(total.map { ": \(done) of \($0)" } ?? "")" }
}

/// A piece of work that tells ``Hooks/progress`` how far it has come.
package struct TrackedWork {
    private let title: String
    private let total: Int?
    private let hooks: Hooks
    private var done = 0
    private var skipped = 0

    fileprivate init(_ title: String, total: Int?, hooks: Hooks) {
        self.title = title
        self.total = total
        self.hooks = hooks
        tell(.began)
    }

    /// Counts one that cost no work.
    package mutating func skip() { skipped += 1 }

    /// Tells how many are done, the skipped ones included.
    package mutating func update(_ done: Int) {
        self.done = done
        tell(.going)
    }

    /// Tells that the work is over.
    package func finish() { tell(.ended) }

    private func tell(_ stage: WorkProgress.Stage) {
        hooks.progress(
            WorkProgress(title: title, done: done, skipped: skipped, total: total, stage: stage))
    }
}

extension Hooks {
    /// Begins a piece of work.
    package func begin(_ title: String, total: Int) -> TrackedWork {
        TrackedWork(title, total: total, hooks: self)
    }

    /// Does work that can't tell how far it has come.
    package func during<Result>(_ title: String, _ work: () throws -> Result) rethrows -> Result {
        let tracked = TrackedWork(title, total: nil, hooks: self)
        defer { tracked.finish() }
        return try work()
    }

    /// Asks the first question before work that can be stopped.
    package func announceStopping() { _ = isCancelled() }
}
