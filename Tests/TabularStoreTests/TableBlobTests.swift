import Architectures
import Foundation
import Testing

@testable import TabularStore

@Suite struct TableBlobTests {
    @Test func layout() {
        #expect(
            Array(TableBlob.data([1.5, -.nan]))
                == [0, 0, 0, 0, 0, 0, 0xF8, 0x3F, 0, 0, 0, 0, 0, 0, 0xF8, 0x7F])
        let bytes: [UInt8] = [0, 0, 0, 0, 0, 0, 0xF8, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0xC0]
        bytes.withUnsafeBytes { raw in
            #expect(TableBlob.values(raw, count: 2) == [1.5, -2])
            #expect(TableBlob.values(raw, count: 3) == nil)
        }
    }

    /// Values of a script of a few lines that follows the description of the hash.
    @Test func fingerprints() {
        #expect(TableBlob.hash([]) == 0xCBF2_9CE4_8422_2325)
        #expect(TableBlob.hash([1.5, -2]) == 0xA45D_3BB6_CD32_CC7F)
        #expect(TableBlob.hash([1.5, .nan]) == 0xEED5_3BB6_87BA_CC7F)
        #expect(TableBlob.hash([1.5, -.nan]) == 0xEED5_3BB6_87BA_CC7F)
    }

    @Test func agreement() {
        let latency = Quantity.latency(device: "x")
        let accuracy = Quantity.accuracy(
            AccuracyKey(dataset: "toy", split: .test, epochs: 12))
        #expect(latency.agree(1, 1.000009))
        #expect(!latency.agree(1, 1.000011))
        #expect(latency.agree(1000, 1000.009))
        #expect(!latency.agree(0.001, 0.00100002))
        #expect(accuracy.agree(0.8333, 0.8333333333))
        #expect(!accuracy.agree(0.8333, 0.8334))
        #expect(!latency.agree(0.8333, 0.8333333333))
    }

    @Test func fingerprintsOfStores() throws {
        let fixture = try Fixture()
        let store = try fixture.open()
        let x = Quantity.latency(device: "x")
        let y = Quantity.latency(device: "y")
        let without = try store.fingerprint(of: [x, y])
        _ = try store.importBatch([fixture.file("a", [fixture.latency("x", [0: 1])])])
        let one = try store.fingerprint(of: [x, y])
        #expect(one != without)
        #expect(try store.fingerprint(of: [y, x, x]) == one)
        _ = try store.importBatch([fixture.file("b", [fixture.latency("z", [0: 1])])])
        #expect(try store.fingerprint(of: [x, y]) == one)
        _ = try store.importBatch([fixture.file("c", [fixture.latency("x", [1: 1])])])
        #expect(try store.fingerprint(of: [x, y]) != one)
        #expect(one.count == 16)
    }
}
