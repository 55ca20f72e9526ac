/// The middle value, or the mean of the two middle ones. Not empty.
/// - Complexity: O(n) on average, by Hoare's selection (1961, doi:10.1145/366622.366647).
package func median(_ values: [Double]) -> Double {
    precondition(!values.isEmpty, "a median needs a value")
    var work = values
    let middle = work.count / 2
    return work.withUnsafeMutableBufferPointer { work in
        var (low, high) = (0, work.count - 1)
        while low < high {
            let pivot = middleOfThree(work[low], work[(low + high) / 2], work[high])
            var (i, j) = (low, high)
            while i <= j {
                while work[i] < pivot { i += 1 }
                while work[j] > pivot { j -= 1 }
                if i <= j {
                    work.swapAt(i, j)
                    i += 1
                    j -= 1
                }
            }
            // Up to j nothing is larger than the pivot, from i on nothing smaller.
            if middle <= j { high = j } else if middle >= i { low = i } else { break }
        }
        let upper = work[middle]
        guard work.count.isMultiple(of: 2) else { return upper }
        return (work[..<middle].reduce(-.infinity, max) + upper) / 2
    }
}

private func middleOfThree(_ a: Double, _ b: Double, _ c: Double) -> Double {
    max(min(a, b), min(max(a, b), c))
}
