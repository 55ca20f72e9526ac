import Architectures
import Foundation
import Testing

@testable import TabularStore

@Suite struct ImportTests {
    let fixture: Fixture
    let store: Store
    let titan = Quantity.latency(device: "titan")

    init() throws {
        fixture = try Fixture()
        store = try fixture.open()
    }

    @Test func everyKindOfTableComesBackAsItWas() throws {
        let accuracy = AccuracyKey(dataset: "toy", split: .test, epochs: 200)
        let seeded = AccuracyKey(dataset: "toy", split: .test, epochs: 200, seed: 777)
        let tables = [
            fixture.latency("titan", [0: 1.5, 26: 0.1]),
            ObjectiveTable(
                quantity: .energy(device: "titan"), values: fixture.values([3: 2.25])),
            ObjectiveTable(quantity: .accuracy(accuracy), values: fixture.values([1: 0, 2: 100])),
            ObjectiveTable(quantity: .accuracy(seeded), values: fixture.values([1: 73.5])),
            ObjectiveTable(quantity: .parameters(dataset: "toy"), values: fixture.values([4: 0.5])),
            ObjectiveTable(quantity: .flops(dataset: "toy"), values: fixture.values([5: 15.6])),
        ]
        let summary = try store.importBatch([fixture.file("a.csv", tables)])
        #expect(summary.newTables.count == 6)
        #expect(summary.total == TableChange(added: 8))
        for table in tables {
            let read = try #require(try store.table(table.quantity))
            #expect(read.values.map(\.bitPattern) == table.values.map(\.bitPattern))
        }
        #expect(try store.table(.latency(device: "other")) == nil)
        #expect(try store.verify() == [])
        let infos = try store.tables()
        #expect(Set(infos.map(\.quantity)) == Set(tables.map(\.quantity)))
        #expect(infos.allSatisfy { $0.origin == .published && $0.importedFrom == ["a.csv"] })
        #expect(infos.first { $0.quantity == titan }?.count == 2)
        #expect(infos.first { $0.quantity == .accuracy(seeded) }?.count == 1)
    }

    @Test func twiceIsOnce() throws {
        let file = fixture.file("a.csv", [fixture.latency("titan", [0: 1.5])])
        let first = try store.importBatch([file], now: 10)
        #expect(first.files[0].isRecorded)
        var moved = file
        moved.path = "elsewhere/b.csv"
        for again in [[file], [moved], [file, moved]] {
            #expect(try store.importBatch(again, now: 20).changedNothing)
        }
        let records = try store.imports()
        #expect(records.map(\.path) == ["a.csv"])
        #expect(records[0].importedAt == 10)
        #expect(records[0].sha256 == "sha of a.csv")
        #expect(
            records[0].tables == [
                ImportRecord.Table(quantity: titan, added: 1, replaced: 0)
            ])
        // The same bytes read as another device are another import.
        let renamed = ImportedFile(
            path: "a.csv", sha256: "sha of a.csv", bytes: 7, format: "csv", rows: 27,
            tables: [fixture.latency("mine", [0: 1.5])])
        #expect(try store.importBatch([renamed]).files[0].isRecorded)
        #expect(try store.imports().count == 2)
    }

    @Test func missingValuesAreFilled() throws {
        _ = try store.importBatch([fixture.file("a", [fixture.latency("titan", [0: 1.5, 1: 2])])])
        let summary = try store.importBatch([
            fixture.file("b", [fixture.latency("titan", [1: 2, 2: 3])])
        ])
        #expect(summary.total == TableChange(added: 1, confirmed: 1))
        #expect(summary.newTables.isEmpty)
        let table = try #require(try store.table(titan))
        #expect(table.covered.map(\.code) == [0, 1, 2])
        #expect(try store.tables()[0].count == 3)
        #expect(try store.tables()[0].importedFrom == ["a", "b"])
        #expect(try store.verify() == [])
    }

    @Test func contradictionsRefuseTheWholeImport() throws {
        _ = try store.importBatch([fixture.file("a", [fixture.latency("titan", [0: 1])])])
        _ = try store.importBatch([fixture.file("b", [fixture.latency("titan", [7: 2, 8: 3])])])
        let before = try store.tables()
        let new = fixture.file(
            "c",
            [fixture.latency("fresh", [0: 9]), fixture.latency("titan", [0: 1, 7: 2.1, 9: 4])],
            devices: [Device(name: "fresh", title: "Fresh")])
        let error = try #require(try storeError { _ = try store.importBatch([new]) })
        guard case .conflict(let conflict) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(
            conflict.examples == [
                ImportConflict.Example(
                    quantity: "latency on titan", index: 7, stored: 2, storedFrom: "b",
                    imported: 2.1, importedFrom: "c")
            ])
        #expect(
            error.description == """
                nothing was imported: 1 value contradicts what is there; replace what is \
                there, or give your device another name
                  latency on titan, index 7: 2 from b, 2.1 in c
                """)
        #expect(try store.tables() == before)
        #expect(try store.imports().count == 2)
        #expect(try store.device(named: "fresh") == nil)
    }

    @Test func manyContradictionsAreCountedAndAFewShown() throws {
        let ones = Dictionary(uniqueKeysWithValues: (0..<27).map { ($0, 1.0) })
        _ = try store.importBatch([
            fixture.file("a", [fixture.latency("x", ones), fixture.latency("y", ones)])
        ])
        let twos = ones.mapValues { $0 + 1 }
        let error = try storeError {
            _ = try store.importBatch([
                fixture.file("b", [fixture.latency("x", [0: 2]), fixture.latency("y", twos)])
            ])
        }
        guard case .conflict(let conflict) = error else {
            Issue.record("no conflict")
            return
        }
        #expect(conflict.total == 28)
        #expect(conflict.examples.count == 5)
        #expect(conflict.examples.map(\.index) == [0, 0, 1, 2, 3])
        #expect(conflict.description.hasSuffix("\n  … and 23 more"))
    }

    @Test func overwritingReplacesAndNamesTheNewSource() throws {
        let a = fixture.file("a", [fixture.latency("titan", [0: 1, 1: 5])])
        let b = fixture.file("b", [fixture.latency("titan", [0: 2])])
        _ = try store.importBatch([a])
        let summary = try store.importBatch([b], overwrite: true)
        #expect(summary.total == TableChange(replaced: 1))
        #expect(try store.table(titan)?.values[0] == 2)
        guard case .conflict(let conflict) = try storeError({ _ = try store.importBatch([a]) })
        else {
            Issue.record("no conflict")
            return
        }
        #expect(conflict.examples.map(\.storedFrom) == ["b"])
        _ = try store.importBatch([a], overwrite: true)
        #expect(try store.imports().map(\.path) == ["a", "b", "a"])
        #expect(try store.table(titan)?.values[0] == 1)
    }

    @Test func filesOfOneImportMayAgreeButNotContradict() throws {
        let a = fixture.file("a", [fixture.latency("titan", [0: 1, 1: 2])])
        let b = fixture.file("b", [fixture.latency("titan", [1: 2, 2: 3])])
        let c = fixture.file("c", [fixture.latency("titan", [2: 4])])
        for files in [[a, b, c], [c, b, a]] {
            let error = try storeError { _ = try store.importBatch(files, overwrite: true) }
            guard case .conflict(let conflict) = error else {
                Issue.record("no conflict")
                return
            }
            #expect(conflict.amongFiles == 1)
            let named = conflict.examples.map { [$0.storedFrom, $0.importedFrom].sorted() }
            #expect(named == [["b", "c"]])
        }
        #expect(try store.tables().isEmpty)
        #expect(try store.importBatch([b, a]).total == TableChange(added: 3, confirmed: 1))
        // A file that confirms what is stored speaks against one that would overwrite it.
        for files in [[b, c], [c, b]] {
            let error = try storeError { _ = try store.importBatch(files, overwrite: true) }
            #expect(error?.kind == "conflict")
        }
    }

    @Test func ofTwoValuesThatAgreeTheFirstStays() throws {
        let exact = fixture.file("exact", [fixture.latency("titan", [0: 2.485614776611328])])
        let digest = fixture.file("digest", [fixture.latency("titan", [0: 2.48561])])
        let cases = [
            ([[exact], [digest]], 2.485614776611328), ([[digest], [exact]], 2.48561),
            ([[digest, exact]], 2.48561),
        ]
        for (imports, expected) in cases {
            let store = try fixture.open("\(UUID()).sqlite")
            for files in imports { _ = try store.importBatch(files) }
            #expect(try store.table(titan)?.values[0] == expected)
            #expect(try store.importBatch([digest, exact]).changedNothing)
        }
    }

    @Test func impossibleValuesAreRefused() throws {
        for value in [0, -1, Double.infinity] {
            let error = try storeError {
                _ = try store.importBatch([
                    fixture.file("a", [fixture.latency("titan", [4: value])])
                ])
            }
            #expect(
                error?.description
                    == "a: latency on titan, index 4: \(value) is not a positive number; nothing was "
                    + "imported: correct the file, or leave the cell blank where nothing was measured"
            )
        }
        let key = AccuracyKey(dataset: "toy", split: .valid, epochs: 12)
        let error = try storeError {
            _ = try store.importBatch([
                fixture.file(
                    "a",
                    [ObjectiveTable(quantity: .accuracy(key), values: fixture.values([0: 100.1]))])
            ])
        }
        #expect(error?.kind == "invalidValue")
        #expect(try store.tables().isEmpty)
    }

    @Test func publishedAndMeasuredNumbersDontMix() throws {
        _ = try store.importBatch(
            [fixture.file("a", [fixture.latency("mine", [0: 1])], origin: .measured)])
        let error = try storeError {
            _ = try store.importBatch([fixture.file("b", [fixture.latency("mine", [1: 1])])])
        }
        #expect(error?.kind == "originMismatch")
        #expect(try store.tables().map(\.origin) == [.measured])
    }

    @Test func tablesWithoutValuesArePassedOver() throws {
        let summary = try store.importBatch([fixture.file("a", [fixture.latency("titan", [:])])])
        #expect(summary.changedNothing)
        #expect(try store.tables().isEmpty)
        #expect(try store.devices().isEmpty)
        #expect(try store.imports().isEmpty)
    }

    @Test func aFullDiskKeepsNothingAndIsNamed() throws {
        try store.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA max_page_count = 80")
        }
        // Tables of one value take little room: long names fill it.
        let tables = (0..<1000).map {
            fixture.latency("device \($0) " + String(repeating: "x", count: 900), [0: 1])
        }
        let error = try storeError { _ = try store.importBatch([fixture.file("a", tables)]) }
        #expect(error?.kind == "full")
        #expect(try store.tables().isEmpty)
        #expect(try store.devices().isEmpty)
        #expect(try store.verify() == [])
        _ = try store.importBatch([fixture.file("b", [tables[0]])])
        #expect(try store.tables().count == 1)
    }

    @Test func severalCallsAreOneTransaction() throws {
        struct Stop: Error {}
        let fixture = try Fixture()
        let store = try fixture.open()
        #expect(throws: Stop.self) {
            try store.atomically {
                _ = try store.importBatch([fixture.file("a", [fixture.latency("one", [0: 1])])])
                // What this transaction wrote is seen within it.
                #expect(try store.devices().map(\.device.name) == ["one"])
                throw Stop()
            }
        }
        #expect(try store.devices().isEmpty)
        try store.atomically {
            _ = try store.importBatch([fixture.file("a", [fixture.latency("one", [0: 1])])])
            // What is undone within it is undone alone.
            _ = try? store.importBatch([fixture.file("b", [fixture.latency("one", [0: 7])])])
        }
        #expect(try store.table(.latency(device: "one"))?.values[0] == 1)
    }
}
