import Architectures
import Foundation
import TestSupport
import Testing

@testable import TabularStore

/// A store is of one space.
@Suite struct SpaceTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture() }

    private func refusal(_ space: SearchSpace?) throws -> StoreError? {
        do {
            try Store.open(fixture.path(), space: space, access: .readOnly).close()
            return nil
        } catch let error as StoreError {
            return error
        }
    }

    @Test func aNewStoreKeepsTheSpaceThatItIsGiven() throws {
        let space = try FiveNodeSpace.make()
        try Store.open(fixture.path(), space: space).close()
        for access in [Store.Access.readOnly, .readWrite] {
            let store = try Store.open(fixture.path(), space: nil, access: access)
            #expect(store.space.definition == space.definition)
            try store.close()
        }
        #expect(try refusal(space) == nil)
        let renamed = FiveNodeSpace.json.replacing("A fixture", with: "Another title")
        #expect(try refusal(SearchSpace(json: Data(renamed.utf8), source: "")) == nil)
    }

    @Test func anotherSpaceIsRefusedByName() throws {
        try Store.open(fixture.path(), space: FiveNodeSpace.make()).close()
        let other = try refusal(.nasBench201())
        guard case .otherSpace(_, "five-nodes", "nasbench201", nil) = other else {
            Issue.record("\(String(describing: other))")
            return
        }
        let changed = FiveNodeSpace.json.replacing("\"cells\": 2", with: "\"cells\": 3")
        let same = try refusal(SearchSpace(json: Data(changed.utf8), source: ""))
        guard case .otherSpace(_, "five-nodes", "five-nodes", "stages") = same else {
            Issue.record("\(String(describing: same))")
            return
        }
    }

    @Test func aStoreOfTheBundledSpaceStaysOne() throws {
        let store = try Store.open(fixture.path(), space: nil)
        #expect(store.space.isNASBench201)
        try store.saveDevice(Device(name: "x"), origin: .measured)
        try store.close()
        // Nothing of any space was written: it may still become another one's.
        #expect(try refusal(FiveNodeSpace.make()) == nil)
        let again = try Store.open(fixture.path(), space: nil)
        _ = try again.importBatch(
            [
                ImportedFile(
                    path: "a", sha256: "a", bytes: 1, format: "CSV", rows: 1,
                    tables: [
                        ObjectiveTable(
                            quantity: .latency(device: "x"),
                            values: [Double](repeating: 1, count: again.space.count))
                    ], origin: .measured, devices: [])
            ], overwrite: false)
        try again.close()
        #expect(try refusal(FiveNodeSpace.make()) != nil)
    }

    @Test func aDamagedDefinitionIsSaid() throws {
        let store = try Store.open(fixture.path(), space: FiveNodeSpace.make())
        try store.write { try $0.execute(sql: "UPDATE space SET definition = '{}'") }
        try store.close()
        guard case .damaged = try refusal(nil) else {
            Issue.record("a store whose definition is none was opened")
            return
        }
    }
}
