import RunModel
import Synchronization
import Web

/// A job's log of this very process, line by line as it is written.
final class LineFeed: Sendable {
    private let rest = Mutex<[UInt8]>([])
    private let nonce: String
    private let show: @Sendable (LogLine) -> Void

    init(nonce: String, show: @escaping @Sendable (LogLine) -> Void) {
        self.nonce = nonce
        self.show = show
    }

    func feed(_ bytes: [UInt8]) {
        let lines = rest.withLock { rest in
            var parts = (rest + bytes).split(separator: 10, omittingEmptySubsequences: false)
            rest = Array(parts.removeLast())
            return parts
        }
        for line in lines {
            switch JobLog.read(String(decoding: line, as: UTF8.self), nonce: nonce) {
            case .event(let event): show(.event(event))
            case .output(let text): show(.output(text))
            }
        }
    }
}
