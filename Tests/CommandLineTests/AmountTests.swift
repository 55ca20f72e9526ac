import NASSearch
import Testing

@testable import nas_search

/// Numbers with units, as options take them.
@Suite struct AmountTests {
    @Test(arguments: [
        ("20", 20), ("20ms", 20), ("20 ms", 20), ("0.02s", 20), ("5844us", 5.844),
        ("5844 µs", 5.844), ("2000 ns", 0.002), ("20MS", 20), (" 7.5 ms", 7.5),
    ]) func latencies(text: String, milliseconds: Double) throws {
        #expect(try Amount.latency.value(of: text) == milliseconds)
    }

    @Test func theOtherKinds() throws {
        #expect(try Amount.accuracy.value(of: "70%") == 70)
        #expect(try Amount.accuracy.value(of: "70 %") == 70)
        #expect(try Amount.share.value(of: "5%") == 0.05)
        #expect(try Amount.share.value(of: "0.05") == 0.05)
        #expect(try Amount.parameters.value(of: "1.2M") == 1.2)
        #expect(try Amount.parameters.value(of: "900k") == 0.9)
        #expect(try Amount.multiplyAccumulates.value(of: "0.1 GFLOPs") == 100)
        #expect(try Amount.time.value(of: "2min") == 120)
        #expect(try Amount.time.value(of: "1500ms") == 1.5)
        #expect(try Amount.energy.value(of: "0.005J") == 5)
    }

    @Test(arguments: [
        (Amount.latency, "20kg", "kg"), (.latency, "70%", "%"), (.accuracy, "20ms", "ms"),
        (.share, "5ms", "ms"), (.parameters, "3 s", "s"), (.time, "5 mJ", "mJ"),
    ]) func wrongUnitsAreRefusedByName(amount: Amount, text: String, unit: String) {
        #expect { try amount.value(of: text) } throws: {
            "\($0)".hasPrefix("'\(unit)' is no unit of ")
        }
    }

    @Test(arguments: ["", "ms", "fast", "1,5", "nan", "inf", "--", "1.2.3"])
    func whatIsNoNumberIsRefused(text: String) {
        #expect(throws: Amount.Failure.self) { try Amount.latency.value(of: text) }
    }

    @Test func picksTakeALatencyWithItsUnit() throws {
        for text in ["under:8", "under:8ms", "under:8 ms", "under:0.008s", "under:8000us"] {
            #expect(try FrontPick.parsed(text) == .under(milliseconds: 8), "\(text)")
        }
        #expect(throws: Amount.Failure.self) { try FrontPick.parsed("under:8kg") }
        #expect(try FrontPick.parsed("under:fast") == nil)
        #expect(try FrontPick.parsed("under:-1ms") == nil)
    }
}
