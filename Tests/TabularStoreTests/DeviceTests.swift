import Architectures
import Foundation
import Testing

@testable import TabularStore

@Suite struct DeviceTests {
    let fixture: Fixture
    let store: Store

    init() throws {
        fixture = try Fixture()
        store = try fixture.open()
    }

    private let titan = Device(
        name: "titan_rtx_1", title: "Titan RTX", hardware: "TU102", kind: "gpu",
        runtime: "PyTorch", batch: 1, threads: 2, precision: "fp32", source: "HELP",
        licence: "MIT", protocolNotes: "mean of 50", aliases: ["quadro", "rtx6000"])

    @Test func importsBringDevicesWithWhatIsKnown() throws {
        let files = [
            fixture.file(
                "a", [fixture.latency("titan_rtx_1", [0: 1]), fixture.latency("mine", [1: 2])],
                devices: [titan, Device(name: "unrelated")]),
            fixture.file(
                "b",
                [ObjectiveTable(quantity: .energy(device: "mine"), values: fixture.values([2: 3]))]),
        ]
        _ = try store.importBatch(files)
        let devices = try store.devices()
        #expect(devices.map(\.device.name) == ["mine", "titan_rtx_1"])
        #expect(devices[1].device == titan)
        #expect(devices[0].device == Device(name: "mine"))
        #expect(
            devices[0].tables.map(\.quantity)
                == [.energy(device: "mine"), .latency(device: "mine")])
        #expect(devices[1].tables.map(\.count) == [1])
        #expect(devices[1].origin == .published)
        #expect(try store.importBatch(files).changedNothing)
    }

    @Test func namesComeBeforeAliases() throws {
        try store.saveDevice(titan, origin: .published)
        #expect(try store.device(named: "rtx6000")?.device.name == "titan_rtx_1")
        try store.saveDevice(Device(name: "rtx6000"), origin: .measured)
        #expect(try store.device(named: "rtx6000")?.device.name == "rtx6000")
        #expect(try store.device(named: "rtx") == nil)
    }

    @Test func descriptionsAreCompletedNotErased() throws {
        try store.saveDevice(titan, origin: .published)
        try store.saveDevice(
            Device(name: "titan_rtx_1", batch: 8, aliases: ["big"]), origin: .published)
        var expected = titan
        expected.batch = 8
        expected.aliases = ["big", "quadro", "rtx6000"]
        #expect(try store.devices().map(\.device) == [expected])
    }

    @Test func jsonWithTheNameAlone() throws {
        let json = Data(#"{"name": "x", "protocol": "p", "aliases": ["y"]}"#.utf8)
        #expect(
            try JSONDecoder().decode(Device.self, from: json)
                == Device(name: "x", protocolNotes: "p", aliases: ["y"]))
        #expect(
            try JSONDecoder().decode(Device.self, from: Data(#"{"name":"x"}"#.utf8))
                == Device(name: "x"))
        #expect(try JSONDecoder().decode(Device.self, from: JSONEncoder().encode(titan)) == titan)
    }
}
