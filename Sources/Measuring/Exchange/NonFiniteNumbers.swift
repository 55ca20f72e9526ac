import Foundation

/// NaN and infinities in JSON, which lacks them: many languages write them all the same.
enum NonFiniteNumbers {
    private static let words = ["NaN", "Infinity", "-Infinity"].map { Array($0.utf8) }

    /// A decoder that takes the words in quotes for numbers.
    static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        return decoder
    }

    /// The document with the words in quotes, texts left as they are.
    static func quoted(_ json: Data) -> Data {
        let bytes = [UInt8](json)
        var quoted: [UInt8] = []
        quoted.reserveCapacity(bytes.count + 16)
        var isText = false
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            if !isText, let word = words.first(where: { bytes[position...].starts(with: $0) }) {
                quoted += [UInt8(ascii: "\"")] + word + [UInt8(ascii: "\"")]
                position += word.count
                continue
            }
            quoted.append(byte)
            position += 1
            if byte == UInt8(ascii: "\"") {
                isText.toggle()
            } else if isText, byte == UInt8(ascii: "\\"), position < bytes.count {
                quoted.append(bytes[position])
                position += 1
            }
        }
        return Data(quoted)
    }
}
