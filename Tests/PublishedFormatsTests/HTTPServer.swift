import Foundation
import Glibc

/// A web server on this machine for tests: answers GET, with or without `Range`, one request a
/// connection.
final class HTTPServer {
    /// What it does with a path.
    enum Behaviour: Sendable {
        /// Serves the bytes, from an offset where the request asks for it.
        case serve([UInt8])
        /// Serves the bytes from the beginning, whatever the request asks for.
        case serveWhole([UInt8])
        /// Promises the bytes, but closes the connection after some of them; asked for the rest, it
        /// serves that.
        case breakOff([UInt8], after: Int)
        /// Answers with an error.
        case fail(Int)
    }

    /// Its address.
    let base: URL
    private let listener: Int32

    init(_ behaviours: [String: Behaviour]) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isReady = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, 16) == 0
                    && getsockname(listener, $0, &size) == 0
            }
        }
        guard isReady, let base = URL(string: "http://127.0.0.1:\(address.sin_port.byteSwapped)/")
        else { throw CocoaError(.fileReadUnknown) }
        self.listener = listener
        self.base = base
        Thread.detachNewThread {
            while true {
                let connection = accept(listener, nil, nil)
                if connection < 0 { break }
                Self.answer(connection, behaviours)
                close(connection)
            }
            // Here alone: closed earlier, its number could be another server's by the next accept.
            close(listener)
        }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    private static func answer(_ connection: Int32, _ behaviours: [String: Behaviour]) {
        var request: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !String(decoding: request, as: UTF8.self).contains("\r\n\r\n") {
            let count = recv(connection, &buffer, buffer.count, 0)
            if count <= 0 { return }
            request += buffer.prefix(count)
        }
        let lines = String(decoding: request, as: UTF8.self).components(separatedBy: "\r\n")
        let path = lines[0].components(separatedBy: " ").dropFirst().first ?? ""
        let range = lines.first { $0.lowercased().hasPrefix("range: bytes=") }
        let start = range.flatMap { Int($0.dropFirst(13).prefix { $0.isNumber }) } ?? 0
        switch behaviours[path] ?? .fail(404) {
        case .serve(let bytes): send(bytes, from: start, upTo: bytes.count, connection)
        case .serveWhole(let bytes): send(bytes, from: 0, upTo: bytes.count, connection)
        case .breakOff(let bytes, let count):
            send(bytes, from: start, upTo: start == 0 ? count : bytes.count, connection)
        case .fail(let status):
            write(
                "HTTP/1.1 \(status) No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                connection)
        }
    }

    private static func send(_ bytes: [UInt8], from start: Int, upTo end: Int, _ connection: Int32)
    {
        guard start < bytes.count else {
            return write(
                "HTTP/1.1 416 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", connection)
        }
        let status = start == 0 ? "200 OK" : "206 Partial Content"
        let range =
            start == 0 ? "" : "Content-Range: bytes \(start)-\(bytes.count - 1)/\(bytes.count)\r\n"
        write(
            "HTTP/1.1 \(status)\r\nContent-Length: \(bytes.count - start)\r\n\(range)"
                + "Connection: close\r\n\r\n", connection)
        let body = Array(bytes[start..<end])
        _ = Glibc.send(connection, body, body.count, Int32(MSG_NOSIGNAL))
    }

    private static func write(_ text: String, _ connection: Int32) {
        let bytes = Array(text.utf8)
        _ = Glibc.send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }
}
