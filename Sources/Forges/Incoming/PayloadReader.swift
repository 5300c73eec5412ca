import FoundationEssentials

/// Reads a delivery's body as JSON.
enum PayloadReader {
    /// Deeper than any forge's payload, and far from what exhausts the stack of a decoder that calls itself.
    private static let deepest = 512

    static func read<Payload: Decodable>(_ type: Payload.Type, _ delivery: Delivery) throws(MalformedDelivery) -> Payload {
        if let kind = delivery.header("content-type"), kind.lowercased().hasPrefix("application/x-www-form-urlencoded") {
            throw MalformedDelivery("The body is a form: set the webhook's content type to application/json.")
        }
        guard !delivery.body.isEmpty else { throw MalformedDelivery("The body is empty.") }
        guard !isTooDeep(delivery.body) else { throw MalformedDelivery("The body is nested too deeply.") }
        do {
            return try JSONDecoder().decode(type, from: delivery.body)
        } catch {
            throw MalformedDelivery("The body is not the JSON of a push event.")
        }
    }

    private static func isTooDeep(_ body: Data) -> Bool {
        body.withUnsafeBytes { bytes in
            var depth = 0
            var isInText = false
            var isEscaped = false
            for byte in bytes {
                if isInText {
                    if isEscaped {
                        isEscaped = false
                    } else if byte == UInt8(ascii: "\\") {
                        isEscaped = true
                    } else if byte == UInt8(ascii: "\"") {
                        isInText = false
                    }
                    continue
                }
                switch byte {
                case UInt8(ascii: "\""): isInText = true
                case UInt8(ascii: "["), UInt8(ascii: "{"):
                    depth += 1
                    if depth > deepest { return true }
                case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
                default: break
                }
            }
            return false
        }
    }
}

/// A field that is nice to have: whatever else stands there counts as nothing.
struct Loose<Value: Decodable & Sendable>: Decodable, Sendable {
    let value: Value?
    init(from decoder: any Decoder) throws { value = try? decoder.singleValueContainer().decode(Value.self) }
}

extension Loose<String> {
    /// Nil where it is empty, too.
    var text: String? { value.flatMap { $0.isEmpty ? nil : $0 } }
}
