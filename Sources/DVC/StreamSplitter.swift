/// Takes the driver's one stream apart: its records, and the stages' own bytes between them.
struct StreamSplitter {
    enum Piece: Equatable {
        case output([UInt8])
        case record([UInt8])
    }

    private let mark: [UInt8]
    private var held: [UInt8] = []

    init(nonce: String) {
        mark = [0x1e] + Array("bunsen:\(nonce) ".utf8)
    }

    mutating func feed(_ chunk: [UInt8]) -> [Piece] {
        held += chunk
        var pieces: [Piece] = []
        var start = 0
        var at = 0
        while at < held.count {
            guard held[at] == 0x1e else {
                at += 1
                continue
            }
            let there = min(held.count - at, mark.count)
            guard held[at..<(at + there)].elementsEqual(mark[..<there]) else {
                at += 1
                continue
            }
            guard there == mark.count, let end = held[(at + there)...].firstIndex(of: 10) else { break }
            if at > start { pieces.append(.output(Array(held[start..<at]))) }
            pieces.append(.record(Array(held[(at + there)..<end])))
            at = end + 1
            start = at
        }
        if at > start { pieces.append(.output(Array(held[start..<at]))) }
        held.removeFirst(at)
        return pieces
    }

    mutating func finish() -> [UInt8] {
        defer { held = [] }
        return held
    }
}
