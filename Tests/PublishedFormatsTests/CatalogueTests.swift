import Architectures
import Digests
import Foundation
import SearchSpaces
import TestSupport
import Testing

@testable import PublishedFormats

@Suite struct CatalogueTests {
    let devices: DeviceCatalogue
    let sources: SourceCatalogue

    init() throws {
        devices = try DeviceCatalogue.bundled()
        sources = try SourceCatalogue.bundled()
    }

    @Test func sameHardware() throws {
        for group in [
            ["titan_rtx_1", "titan_rtx_32", "titan_rtx_256", "rtx6000"],
            ["1080ti_1", "desktop-gpu-gtx-1080ti-fp32", "desktop-gpu-gtx-1080ti-large"],
            ["edgetpu", "embedded-tpu-edge-tpu-int8", "embedded-tpu-edgetpu-large"],
        ] {
            let hardware = try group.map {
                try #require(devices.device(named: $0)).device.hardware
            }
            #expect(Set(hardware).count == 1, "\(group)")
        }
        #expect(
            devices.device(named: "titanx_1")?.device.hardware
                != devices.device(named: "titanxp_1")?.device.hardware)
        #expect(Set(devices.devices.map(\.hardware)).count == 28)
    }

    @Test func aliases() throws {
        let match = try #require(devices.device(named: "rtx6000"))
        #expect(match.device.name == "titan_rtx_1")
        #expect(match.alias?.note?.contains("TU102") == true)
        #expect(devices.device(named: "titan_rtx_1")?.alias == nil)
        #expect(devices.device(named: "titan_rtx_1")?.device.batch == 1)
        #expect(devices.device(named: "titan_rtx_1")?.device.threads == nil)
        #expect(devices.device(named: "nothing") == nil)
        let spelling = try #require(devices.device(named: "embedded-gpu-jetson-nono-fp32"))
        #expect(spelling.device.name == "embedded-gpu-jetson-nano-fp32")
        #expect(devices.names.contains("rtx6000"))
    }

    @Test(.enabled(if: PublishedData.isAvailable, Comment(rawValue: PublishedData.absence)))
    func everyPublishedColumnIsKnown() throws {
        let folder = try #require(PublishedData.folder).appendingPathComponent("nasbench201")
        let batch = try PublishedReader(space: SearchSpace.nasBench201()).read(folder)
        var names: Set<String> = []
        for table in batch.files.flatMap(\.tables) {
            switch table.quantity {
            case .latency(let device), .energy(let device): names.insert(device)
            default: break
            }
        }
        #expect(names.count == 40)
        for name in names { #expect(devices.device(named: name)?.device.name == name) }
    }

    @Test func sourcesAreComplete() throws {
        #expect(
            sources.sources.map(\.name) == [
                "help", "mini-nasbench", "nats-bench", "latbench", "hw-nas-bench",
            ])
        let help = try #require(sources.source(named: "help"))
        #expect(help.files.count == 28)
        #expect(help.base?.scheme == "https")
        for source in sources.sources {
            #expect(!source.licence.isEmpty && !source.brings.isEmpty)
            #expect(source.files.isEmpty == (source.base == nil))
            #expect(source.files.isEmpty != source.steps.isEmpty)
            for file in source.files {
                #expect(file.sha256.map { $0.utf8.count == 64 } ?? true)
            }
        }
        let nats = try #require(sources.source(named: "nats-bench"))
        let found = #expect(throws: SourceFetchError.self) {
            try SourceFetcher(showsProgress: false).fetch(
                nats, into: FileManager.default.temporaryDirectory)
        }
        #expect(found?.kind == .needsBrowser)
        #expect(found?.remedy.count == 3)
    }

    /// The sums in the catalogue are those of the files.
    @Test(
        .enabled(if: PublishedData.isAvailable, Comment(rawValue: PublishedData.absence)),
        arguments: [("help", "help", 6), ("mini-nasbench", "mini_nasbench", 1)])
    func pinnedSums(name: String, folder: String, pinned: Int) throws {
        let raw = try #require(PublishedData.folder).appendingPathComponent("raw/\(folder)")
        let files = try #require(sources.source(named: name)).files.filter { $0.sha256 != nil }
        #expect(files.count == pinned)
        for file in files {
            let own = raw.appendingPathComponent(FolderListing.name(of: file.path))
            #expect(try SHA256.hexadecimal(contentsOf: own) == file.sha256)
        }
    }

    @Test(arguments: [
        #"{"format": 2, "devices": []}"#, #"{"format": 1}"#, "[", "",
        #"{"format": 1, "inputSize": 32, "devices": [{"name": "a", "title": "A", "hardware": "h", "kind": "cpu", "source": "s", "licence": "l", "aliases": [{"name": "a"}]}]}"#,
        #"{"format": 1, "inputSize": 32, "devices": [{"name": "a", "title": "A", "hardware": "h", "kind": "cup", "source": "s", "licence": "l"}]}"#,
    ])
    func damagedDevices(json: String) {
        #expect(throws: BundledFileError.self) {
            try DeviceCatalogue(json: Data(json.utf8), source: "x")
        }
    }

    @Test(arguments: [
        #""base": "https://x/", "files": [{"path": "../a"}]"#,
        #""base": "https://x/", "files": [{"path": "/a"}]"#,
        #""base": "https://x/", "files": []"#, #""files": [{"path": "a"}]"#, #""steps": []"#,
    ])
    func damagedSources(part: String) {
        let json =
            #"{"format": 1, "sources": [{"name": "a", "title": "A", "page": "p", "licence": "l", "brings": "b", "#
            + part + "}]}"
        #expect(throws: BundledFileError.self) {
            try SourceCatalogue(json: Data(json.utf8), source: "x")
        }
    }
}
