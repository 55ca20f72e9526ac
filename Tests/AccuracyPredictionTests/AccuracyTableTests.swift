import AccuracyPrediction
import Architectures
import Testing

@Suite struct AccuracyTableTests {
    @Test func isTheTable() {
        let key = AccuracyKey(dataset: "cifar10", split: .test, epochs: 12, seed: 777)
        let table = AccuracyTable(
            table: ObjectiveTable(quantity: .accuracy(key), values: [90, .nan]), key: key)
        let estimates = table.accuracy(of: [Architecture(code: 1), Architecture(code: 0)])
        #expect(estimates.percent[0].isNaN)
        #expect(estimates.percent[1] == 90)
        #expect(
            table.summary == "table of cifar10, test, 12 epochs, seed 777, of 1 of 2 architectures "
                + "only (50 %)")
        #expect(table.origin == .published)
    }

    @Test func aTableThatCoversLittleSaysHowLittle() {
        let key = AccuracyKey(dataset: "cifar10", split: .valid, epochs: 200)
        var values = [Double](repeating: .nan, count: 15_625)
        for code in 0..<3 { values[code] = 80 }
        let few = ObjectiveTable(quantity: .accuracy(key), values: values)
        #expect(!AccuracyTable.isWhole(few))
        let table = AccuracyTable(table: few, key: key, origin: .measured)
        #expect(
            table.summary
                == "table of cifar10, valid, 200 epochs, of 3 of 15625 architectures only (0.02 %)")
        #expect(table.origin == .measured)
        // Half is too little, more is enough.
        for (count, isWhole) in [(7_812, false), (7_813, true), (15_625, true)] {
            for code in 0..<count { values[code] = 80 }
            let table = ObjectiveTable(quantity: .accuracy(key), values: values)
            #expect(AccuracyTable.isWhole(table) == isWhole)
        }
        let whole = ObjectiveTable(quantity: .accuracy(key), values: values)
        #expect(
            AccuracyTable(table: whole, key: key).summary == "table of cifar10, valid, 200 epochs")
    }
}
