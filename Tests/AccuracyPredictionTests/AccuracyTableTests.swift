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
        #expect(table.summary == "table of cifar10, test, 12 epochs, seed 777")
    }
}
