extension Matrix where Scalar == Double {
    /// The product with a column vector.
    package func product(_ vector: [Double]) -> [Double] {
        precondition(vector.count == columns, "one number a column")
        let columns = columns
        return elements.withUnsafeBufferPointer { elements in
            (0..<rows).map { row in
                var sum = 0.0
                for column in 0..<columns {
                    sum += elements[row * columns + column] * vector[column]
                }
                return sum
            }
        }
    }

    /// xᵢ·A·xᵢ for every row xᵢ of this matrix.
    /// - Parameter form: A, `[columns × columns]`.
    package func quadraticForms(_ form: Matrix) -> [Double] {
        let images = product(form)
        let columns = columns
        return elements.withUnsafeBufferPointer { rows in
            images.elements.withUnsafeBufferPointer { images in
                (0..<self.rows).map { row in
                    var sum = 0.0
                    for index in (row * columns)..<((row + 1) * columns) {
                        sum += rows[index] * images[index]
                    }
                    return sum
                }
            }
        }
    }
}
