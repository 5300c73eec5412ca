/// The beginning of what DEFLATE (RFC 1951) has packed: enough of a program to read its header, whatever its length.
struct Inflate {
    struct Malformed: Error {}

    private let bytes: ArraySlice<UInt8>
    private var at: Int
    private var held: UInt32 = 0
    private var heldCount = 0
    private var output: [UInt8] = []

    /// - Parameter most: bytes; further ones are not looked at.
    static func beginning(of bytes: ArraySlice<UInt8>, most: Int) throws -> [UInt8] {
        var state = Inflate(bytes)
        while state.output.count < most {
            let isLast = try state.bits(1) == 1
            switch try state.bits(2) {
            case 0: try state.stored()
            case 1: try state.codes(Self.fixedLengths, Self.fixedDistances, most)
            case 2:
                let (lengths, distances) = try state.tables()
                try state.codes(lengths, distances, most)
            default: throw Malformed()
            }
            if isLast { break }
        }
        return Array(state.output.prefix(most))
    }

    private init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        at = bytes.startIndex
    }

    private mutating func bits(_ count: Int) throws -> Int {
        while heldCount < count {
            guard at < bytes.endIndex else { throw Malformed() }
            held |= UInt32(bytes[at]) << UInt32(heldCount)
            heldCount += 8
            at += 1
        }
        let value = Int(held & ((1 << UInt32(count)) - 1))
        held >>= UInt32(count)
        heldCount -= count
        return value
    }

    private mutating func stored() throws {
        held = 0
        heldCount = 0
        guard at + 4 <= bytes.endIndex else { throw Malformed() }
        let count = Int(bytes[at]) | Int(bytes[at + 1]) << 8
        at += 4
        guard at + count <= bytes.endIndex else { throw Malformed() }
        output += bytes[at..<at + count]
        at += count
    }

    private mutating func codes(_ lengths: Huffman, _ distances: Huffman, _ most: Int) throws {
        while output.count < most {
            let symbol = try next(lengths)
            if symbol < 256 {
                output.append(UInt8(symbol))
            } else if symbol == 256 {
                return
            } else {
                guard symbol < 286 else { throw Malformed() }
                let length = Self.lengthBases[symbol - 257] + (try bits(Self.lengthExtras[symbol - 257]))
                let code = try next(distances)
                guard code < 30 else { throw Malformed() }
                let distance = Self.distanceBases[code] + (try bits(code < 4 ? 0 : code / 2 - 1))
                guard distance <= output.count else { throw Malformed() }
                for _ in 0..<length { output.append(output[output.count - distance]) }
            }
        }
    }

    private mutating func next(_ table: Huffman) throws -> Int {
        var code = 0
        var first = 0
        var index = 0
        for length in 1...15 {
            code |= try bits(1)
            let count = table.counts[length]
            if code - first < count { return table.symbols[index + code - first] }
            index += count
            first = (first + count) << 1
            code <<= 1
        }
        throw Malformed()
    }

    private mutating func tables() throws -> (Huffman, Huffman) {
        let literals = try bits(5) + 257
        let distances = try bits(5) + 1
        let count = try bits(4) + 4
        var lengths = [Int](repeating: 0, count: 19)
        for index in 0..<count { lengths[Self.order[index]] = try bits(3) }
        let table = Huffman(lengths)
        var all: [Int] = []
        while all.count < literals + distances {
            switch try next(table) {
            case let symbol where symbol < 16: all.append(symbol)
            case 16:
                guard let last = all.last else { throw Malformed() }
                all += Array(repeating: last, count: 3 + (try bits(2)))
            case 17: all += Array(repeating: 0, count: 3 + (try bits(3)))
            default: all += Array(repeating: 0, count: 11 + (try bits(7)))
            }
        }
        guard all.count == literals + distances else { throw Malformed() }
        return (Huffman(Array(all[..<literals])), Huffman(Array(all[literals...])))
    }

    private static let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    private static let lengthBases = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
    ]
    private static let lengthExtras = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0]
    private static let distanceBases = [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289,
        16385, 24577,
    ]
    private static let fixedLengths = Huffman(
        (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })
    private static let fixedDistances = Huffman(Array(repeating: 5, count: 30))
}

/// A canonical code, by the number of codes of each length.
private struct Huffman: Sendable {
    var counts = [Int](repeating: 0, count: 16)
    var symbols: [Int]

    init(_ lengths: [Int]) {
        for length in lengths where length > 0 { counts[length] += 1 }
        symbols = lengths.indices.filter { lengths[$0] > 0 }.sorted { (lengths[$0], $0) < (lengths[$1], $1) }
    }
}
