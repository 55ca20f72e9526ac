import Synchronization

/// Values that take long to make and that several tests ask for: each is made once.
package final class MadeOnce<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    /// A value's place; its lock is held while the value is made.
    private final class Place: Sendable {
        let value = Mutex<Value?>(nil)
    }

    private let places = Mutex<[Key: Place]>([:])

    /// No values yet.
    package init() {}

    /// The value of a key.
    /// - Parameter make: Makes it where nobody asked before, or where that failed.
    package func value(_ key: Key, make: () throws -> Value) throws -> Value {
        let place = places.withLock { places in
            let place = places[key] ?? Place()
            places[key] = place
            return place
        }
        return try place.value.withLock { value in
            if let value { return value }
            let made = try make()
            value = made
            return made
        }
    }
}
