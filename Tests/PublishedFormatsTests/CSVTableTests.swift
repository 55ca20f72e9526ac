import Architectures
import TestSupport
import Testing

@testable import PublishedFormats

@Suite struct CSVTableTests {
    let space: SearchSpace
    let published: SearchSpace

    init() throws {
        space = try TinySpace.make()
        published = try SearchSpace.nasBench201()
    }

    private func read(
        _ text: String, in space: SearchSpace? = nil, unit: LatencyUnit = .milliseconds,
        device: String = "file"
    ) throws -> FileContents {
        let space = space ?? self.space
        let table = CSVTable(
            space: space, text: ArchitectureText(space: space), options: ReadOptions(unit: unit),
            device: device)
        return try Array(text.utf8).withUnsafeBufferPointer { try table.read($0) }
    }

    private func problem(
        _ text: String, in space: SearchSpace? = nil
    ) -> ContentProblem? {
        do {
            _ = try read(text, in: space)
            return nil
        } catch {
            return error as? ContentProblem
        }
    }

    @Test func columnsOfDevices() throws {
        let contents = try read("index,a,b_energy\n0,1.5,20\n26,2,\n3,,30\n")
        #expect(contents.rows == 3)
        #expect(!contents.namesNoDevice)
        #expect(
            contents.tables.map(\.quantity) == [.latency(device: "a"), .energy(device: "b")])
        let latency = contents.tables[0]
        #expect(latency[Architecture(code: 0)] == 1.5)
        #expect(latency[Architecture(code: 26)] == 2)
        #expect(latency[Architecture(code: 3)] == nil)
        #expect(latency.covered == [Architecture(code: 0), Architecture(code: 26)])
        #expect(contents.tables[1].covered == [Architecture(code: 0), Architecture(code: 3)])
    }

    @Test func architecturesByStringAndBoth() throws {
        // Operators 2, 0 and 1 on the three edges: 2·9 + 0·3 + 1.
        let byString = try read("arch,a\n|conv~0|+|none~0|skip~1|,7\n")
        #expect(byString.tables[0].covered == [Architecture(code: 19)])
        let both = try read("a,arch,index\n7,|conv~0|+|none~0|skip~1|,19\n")
        #expect(both.tables[0].covered == [Architecture(code: 19)])
        #expect(both.tables[0][Architecture(code: 19)] == 7)
        let found = problem("index,arch,a\n18,|conv~0|+|none~0|skip~1|,7\n")
        #expect(found?.position == "line 2, column 2")
        #expect(found?.reason.contains("has index 19") == true)
    }

    @Test func quotesLineEndsAndMarks() throws {
        let contents = try read(
            "\u{FEFF}\"index\",\"say \"\"a\"\"\", b \r\n\"0\",\" 1.5 \",2\r\n\r\n1,\t3,\"4\"\r2,5,6"
        )
        #expect(
            contents.tables.map(\.quantity)
                == [.latency(device: "say \"a\""), .latency(device: "b")])
        #expect(contents.tables[0].values[0...2] == [1.5, 3, 5])
        #expect(contents.tables[1].values[0...2] == [2, 4, 6])
    }

    @Test func headings() throws {
        let contents = try read(
            "index,cifar10_valid_200,imagenet16_120_test_12,imagenet16-120_valid_12,x_latency,"
                + "y_latency_ms,z_latency_s,edge,cifar100_params,cifar100_flops,cifar10_valid\n"
                + "0,90,1,2,3,4,5,6,7,8,9\n", in: published, unit: .seconds)
        func accuracy(_ dataset: String, _ split: DatasetSplit, _ epochs: Int) -> Quantity {
            .accuracy(AccuracyKey(dataset: dataset, split: split, epochs: epochs))
        }
        #expect(
            contents.tables.map(\.quantity) == [
                accuracy("cifar10", .valid, 200), accuracy("imagenet16-120", .test, 12),
                accuracy("imagenet16-120", .valid, 12), .latency(device: "x"),
                .latency(device: "y"), .latency(device: "z"), .latency(device: "edge"),
                .parameters(dataset: "cifar100"), .flops(dataset: "cifar100"),
            ])
        #expect(contents.notes.count == 1 && contents.notes[0].contains("'cifar10_valid'"))
        let first = try #require(published.architecture(publishedIndex: 0))
        #expect(
            contents.tables.map { $0[first] } == [90, 1, 2, 3000, 4, 5000, 6000, 7, 8])
    }

    @Test func fileNamesTheDevice() throws {
        let contents = try read("index,latency_s,energy\n0,0.25,3\n", device: "mine")
        #expect(contents.namesNoDevice)
        #expect(
            contents.tables.map(\.quantity) == [.latency(device: "mine"), .energy(device: "mine")])
        #expect(contents.tables[0].values[0] == 250)
    }

    @Test(arguments: [
        ("index,a\n0,1,2\n", "line 2"),
        ("index,a\n0\n", "line 2"),
        ("index,a\n0,1\n1,x\n", "line 3, column 2 (a)"),
        ("index,a\n0,nan\n", "line 2, column 2 (a)"),
        ("index,a\n0,inf\n", "line 2, column 2 (a)"),
        ("index,a\n0,-1\n", "line 2, column 2 (a)"),
        ("index,a\n0,0\n", "line 2, column 2 (a)"),
        ("index,a\n0,1e400\n", "line 2, column 2 (a)"),
        ("index,a\n27,1\n", "line 2, column 1"),
        ("index,a\n-1,1\n", "line 2, column 1"),
        ("index,a\n,1\n", "line 2, column 1"),
        ("index,a\n1,1\n\n1,2\n", "line 4"),
        ("arch,a\n|conv~0|+|none~0|skip~1,7\n", "line 2, column 1"),
        ("index,a\n0,\"1\n", "line 2, column 2"),
        ("index,a\n0,\"1\"2\n", "line 2, column 2"),
        ("index,a,\n0,1,2\n", "line 1, column 3"),
        ("index,a,a\n0,1,2\n", "line 1, column 3"),
        ("index,a,a_latency\n0,1,2\n", "line 1, column 3"),
        ("index,accuracy\n0,1\n", "line 1, column 2"),
        ("index,latency,device\n0,1,a\n", "line 1, column 3"),
        ("index\n0\n", "line 1"),
        ("index,a\n", "line 2"),
    ])
    func damage(text: String, position: String) throws {
        let found = try #require(problem(text))
        #expect(found.kind == .damaged)
        #expect(found.position == position)
        #expect(!found.remedy.isEmpty)
    }

    @Test func accuraciesArePercentages() throws {
        let found = try #require(problem("index,cifar10_valid_12\n0,100.5\n", in: published))
        #expect(found.position == "line 2, column 2 (cifar10_valid_12)")
        #expect(
            try read("index,cifar10_valid_12\n0,0\n1,100\n", in: published).tables[0].covered.count
                == 2)
    }

    @Test(arguments: [
        "", "\n", "device,a\n0,1\n", "# notes\n", "\"index", "{\"index\": 1}", "index|a\n0|1\n",
    ])
    func otherText(text: String) {
        #expect(!Array(text.utf8).withUnsafeBufferPointer { CSVTable.isTable($0) })
    }
}
