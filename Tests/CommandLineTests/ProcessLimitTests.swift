import Foundation
import Testing

/// What a shell or a batch system allows a process: too little is said and ends it, at once.
@Suite struct ProcessLimitTests {
    let tool: CommandLineTool

    init() throws {
        tool = try CommandLineTool()
    }

    /// Runs a command under `ulimit`, for a minute at most.
    private func run(_ limit: String, _ arguments: String) throws -> (status: Int32, errors: String)
    {
        let process = try tool.makeProcess([
            "-c", "ulimit \(limit); exec timeout -s KILL 60 \"$0\" \(arguments)",
            CommandLineTool.binary.path,
        ])
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        let errors = Pipe()
        process.standardOutput = FileHandle.nullDevice
        process.standardError = errors
        try process.run()
        let text = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: text, as: UTF8.self))
    }

    @Test(arguments: ["-v 250000", "-v 400000", "-v 600000", "-d 300000"])
    func tooLittleAddressSpaceIsSaid(limit: String) throws {
        for command in ["--device rtx6000 --budget 20", "devices", "export 11 --output x"] {
            let (status, errors) = try run(limit, command)
            #expect(status == 2, "\(errors)")
            #expect(errors.contains("MB of address space (`ulimit \(limit.prefix(2))`)"))
            #expect(errors.split(separator: "\n").count == 1)
        }
        #expect(try run(limit, "--version").status == 0)
    }

    @Test func enoughAddressSpaceIsEnough() throws {
        let processors = ProcessInfo.processInfo.processorCount
        let (status, errors) = try run(
            "-v \((1024 + 10 * processors) << 10)", "--device rtx6000 --budget 20")
        #expect(status == 0, "\(errors)")
    }

    @Test(arguments: [5, 8, 20, 63])
    func tooFewFilesAreSaid(count: Int) throws {
        let (status, errors) = try run("-n \(count)", "--device rtx6000 --budget 20")
        #expect(status == 2, "\(errors)")
        #expect(errors.contains("may open \(count) files at once and needs 64"), "\(errors)")
    }

    @Test func aSoftLimitIsRaised() throws {
        #expect(try run("-S -n 10", "--device rtx6000 --budget 20").status == 0)
    }
}
