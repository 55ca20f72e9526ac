import Architectures

/// What a program says of itself to the library: how it is called, and what it lends.
public struct Program: Sendable {
    /// The version that runs and files record.
    public var version: String
    /// The command behind a result, for its provenance.
    public var command: String
    /// The interpreter for the runners that are Python scripts: a path or a name to look up.
    public var python: String
    /// The command that serves the built-in engine as a runner, with kernels of that name and on so
    /// many threads; nil where this program lends none, so that it can't measure with it.
    public var builtinRunner: (@Sendable (_ kernels: String, _ threads: Int) -> [String])?
    /// The command that makes a search's result again; nil where there is none.
    package var searchCommand: @Sendable (SearchSettings, SearchSpace) -> String? = { _, _ in nil }
    /// How errors are worded inside notes.
    public var explain: @Sendable (any Error) -> String = { "\($0)" }
    /// How remarks are worded; a program with options can name them.
    public var wording: @Sendable (Remark) -> String = { $0.description }

    /// The library's own version.
    public static let libraryVersion = "0.1.0"

    /// Describes a program.
    public init(
        version: String = Self.libraryVersion, command: String = "NASSearch",
        python: String = "python3",
        builtinRunner: (@Sendable (_ kernels: String, _ threads: Int) -> [String])? = nil
    ) {
        self.version = version
        self.command = command
        self.python = python
        self.builtinRunner = builtinRunner
    }
}
