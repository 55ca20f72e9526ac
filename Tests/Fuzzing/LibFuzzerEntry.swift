// What libFuzzer calls; `Tests/Fuzzing/run` builds it. The reader is chosen by the environment,
// so that one program serves all.
import Foundation
import FuzzTargets

/// The reader that `NAS_SEARCH_FUZZ_TARGET` names.
private let target: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["NAS_SEARCH_FUZZ_TARGET"] ?? ""
    guard let target = FuzzTarget.named(name) else {
        fatalError("NAS_SEARCH_FUZZ_TARGET: one of \(FuzzTarget.all.map(\.name))")
    }
    return target
}()

/// Writes the inputs to begin with into the folder `NAS_SEARCH_FUZZ_SEEDS`, where it is set.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>
) -> CInt {
    if let folder = ProcessInfo.processInfo.environment["NAS_SEARCH_FUZZ_SEEDS"] {
        do {
            for (number, seed) in try target.seeds().enumerated() {
                try Data(seed).write(
                    to: URL(fileURLWithPath: folder).appendingPathComponent("seed-\(number)"))
            }
        } catch {
            fatalError("\(folder): \(error)")
        }
    }
    return 0
}

/// Hands an input to the reader.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    target.run(Array(UnsafeBufferPointer(start: bytes, count: count)))
    return 0
}
