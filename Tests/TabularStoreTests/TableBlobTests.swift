import Architectures
import Foundation
import GRDB
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

    /// Codes 1 and 5 of 12, as 32-bit integers before their doubles: three values would not be sparse
    /// enough any more if there were four.
    @Test func layoutOfSparseTables() {
        var values = [Double](repeating: .nan, count: 12)
        values[5] = -2
        values[1] = 1.5
        let bytes: [UInt8] =
            [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xF8, 0x3F] + [5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xC0]
        #expect(Array(TableBlob.tableData(values)) == bytes)
        func table(_ bytes: [UInt8], count: Int = 12) -> [Double]? {
            bytes.withUnsafeBytes { TableBlob.table($0, count: count) }
        }
        let read = table(bytes)
        #expect(read?.count == 12 && read?[1] == 1.5 && read?[5] == -2)
        #expect(read?.count { !$0.isNaN } == 2)
        #expect(table(Array(bytes[12...] + bytes[..<12])) == nil, "codes out of order")
        #expect(table(Array(bytes[..<12] + bytes[..<12])) == nil, "a code twice")
        #expect(table([12] + bytes[1..<12]) == nil, "a code beyond the space")
        #expect(table(Array(bytes[..<10] + [0xF8, 0x7F])) == nil, "a missing value")
        #expect(table(Array(bytes[..<11])) == nil, "cut off")
        #expect(table([]) == nil)
        values[0] = 1
        #expect(TableBlob.tableData(values).count == 36)
        values[2] = 1
        #expect(TableBlob.tableData(values).count == 96, "a third of the space is kept whole")
        #expect(TableBlob.tableData([.nan, .nan, .nan, .nan]).count == 32)
    }

    @Test func tablesOfAFewValuesAreSmallInTheFile() throws {
        let fixture = try Fixture()
        let store = try fixture.open()
        let few = fixture.latency("few", [3: 2.5, 26: 1])
        let many = fixture.latency(
            "many", Dictionary(uniqueKeysWithValues: (0..<27).map { ($0, Double($0) + 1) }))
        _ = try store.importBatch([fixture.file("a", [few, many])])
        let sizes = try store.read { db in
            try Int.fetchAll(db, sql: "SELECT length(content) FROM objectiveTable ORDER BY id")
        }
        #expect(sizes == [24, 216])
        let read = try #require(try store.table(.latency(device: "few")))
        #expect(read[Architecture(code: 3)] == 2.5 && read[Architecture(code: 26)] == 1)
        #expect(read.covered.count == 2)
        #expect(try store.verify() == [])
        try store.write {
            try $0.execute(sql: "UPDATE objectiveTable SET content = substr(content, 1, 12)")
        }
        #expect(
            try store.verify().map(\.description).prefix(2) == [
                "latency on few: its numbers are not what was written",
                "latency on few: 1 values, noted 2",
            ])
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
