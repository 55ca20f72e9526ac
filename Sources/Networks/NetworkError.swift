/// What can be wrong with the weights of a network.
package enum NetworkError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The weights lack a tensor of the network.
    case missingTensor(String)
    /// A tensor has not the shape that its layer has.
    case wrongShape(String, found: [Int], expected: [Int])
    /// A tensor holds NaN or an infinity.
    case notFinite(String)

    /// One line for the user.
    package var description: String {
        switch self {
        case .missingTensor(let name):
            "the weights lack \(name); they belong to another architecture or data set"
        case .wrongShape(let name, let found, let expected):
            "the weights' \(name) is \(found), but the network's is \(expected); they belong to "
                + "another architecture or data set"
        case .notFinite(let name):
            "the weights' \(name) holds a value that is not a finite number"
        }
    }
}
