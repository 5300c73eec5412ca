import FoundationEssentials
import RunModel

/// The beginning of a `run-ID.wandb` file: which run it is of.
///
/// Source: `wandb/sdk/internal/datastore.py` (up to 0.19) and `core/internal/transactionlog`: seven bytes of header, then
/// LevelDB's log format with `Record` messages of wandb_internal.proto, in which field 17 is the `RunRecord`.
enum WandbLog {
    private static let block = 32_768
    /// The run is one of the first records.
    private static let looked = 4 * block

    static func run(in bytes: Data) -> WandbRun? {
        let bytes = Array(bytes.prefix(looked))
        guard bytes.starts(with: Array(":W&B".utf8)) else { return nil }
        var at = 7
        var record: ArraySlice<UInt8> = []
        while at + 7 <= bytes.count {
            let left = block - at % block
            // No header is divided: the rest of the block is empty.
            guard left >= 7 else {
                at += left
                continue
            }
            let length = Int(bytes[at + 4]) | Int(bytes[at + 5]) << 8
            let (kind, start) = (bytes[at + 6], at + 7)
            guard (1...4).contains(kind), start + length <= bytes.count else { return nil }
            record = kind <= 2 ? bytes[start..<(start + length)] : record + bytes[start..<(start + length)]
            at = start + length
            // 1 is a whole record, 4 the last part of one.
            if kind == 1 || kind == 4, let run = run(of: record) { return run }
        }
        return nil
    }

    private static func run(of record: ArraySlice<UInt8>) -> WandbRun? {
        guard let body = ProtobufFields(record).first(where: { $0.number == 17 })?.bytes else { return nil }
        var texts: [Int: String] = [:]
        for field in ProtobufFields(body) where field.number <= 3 {
            texts[field.number] = String(validating: field.bytes, as: UTF8.self)
        }
        func text(_ number: Int) -> String? { texts[number].flatMap { $0.isEmpty ? nil : $0 } }
        return text(1).map { WandbRun(entity: text(2), project: text(3), run: $0) }
    }
}

/// The fields of a Protocol Buffers message that have a length; of others only the place is read over.
private struct ProtobufFields: Sequence, IteratorProtocol {
    private var rest: ArraySlice<UInt8>

    init(_ message: ArraySlice<UInt8>) { rest = message }

    mutating func next() -> (number: Int, bytes: ArraySlice<UInt8>)? {
        while let key = number() {
            let (field, kind) = (key >> 3, key & 7)
            switch kind {
            case 0: if number() == nil { return nil }
            case 1: rest = rest.dropFirst(8)
            case 5: rest = rest.dropFirst(4)
            case 2:
                guard let length = number(), length <= rest.count else { return nil }
                defer { rest = rest.dropFirst(length) }
                return (field, rest.prefix(length))
            default: return nil
            }
        }
        return nil
    }

    /// A varint; nil at the end, and for what is too long to be one.
    private mutating func number() -> Int? {
        var value = 0
        for shift in stride(from: 0, to: 63, by: 7) {
            guard let byte = rest.popFirst() else { return nil }
            value |= Int(byte & 0x7f) << shift
            if byte & 0x80 == 0 { return value }
        }
        return nil
    }
}
