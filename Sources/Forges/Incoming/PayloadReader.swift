import FoundationEssentials

/// Reads a delivery's body as JSON.
enum PayloadReader {
    /// Deeper than any forge's payload, and far from what exhausts the stack of a decoder that calls itself.
    private static let deepest = 512

    static func read<Payload: Decodable>(_ type: Payload.Type, _ delivery: Delivery)
        throws(MalformedDelivery) -> Payload
    {
        if let kind = delivery.header("content-type"),
            kind.lowercased().hasPrefix("application/x-www-form-urlencoded")
        {
            throw MalformedDelivery(
                "The body is a form: set the webhook's content type to application/json.")
        }
        guard !delivery.body.isEmpty else { throw MalformedDelivery("The body is empty.") }
        guard !isTooDeep(delivery.body) else {
            throw MalformedDelivery("The body is nested too deeply.")
        }
        do {
            return try JSONDecoder().decode(type, from: delivery.body)
        } catch {
            throw MalformedDelivery("The body is not the JSON of a push event.")
        }
    }

    /// Needs no stack, so that nothing has to be believed of the decoder.
    private static func isTooDeep(_ body: Data) -> Bool {
        body.withUnsafeBytes { bytes in
            // No body is deeper than it has opening brackets, in text or out of it, and most have few. `{` is `[` and one bit.
            var brackets = 0
            for byte in bytes { brackets &+= byte | 0x20 == UInt8(ascii: "{") ? 1 : 0 }
            guard brackets > deepest else { return false }
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

    init(_ value: Value?) { self.value = value }
    init(from decoder: any Decoder) throws {
        value = try? decoder.singleValueContainer().decode(Value.self)
    }
}

extension Loose<String> {
    /// Nil where it is empty, too.
    var text: String? { value.flatMap { $0.isEmpty ? nil : $0 } }
}

/// What synthesized initializers call for such fields: straight at the value, without a decoder between.
extension KeyedDecodingContainer {
    func decodeIfPresent<Value>(_ type: Loose<Value>.Type, forKey key: Key) throws -> Loose<Value>? {
        Loose(try? decodeIfPresent(Value.self, forKey: key))
    }

    func decodeIfPresent(_ type: Loose<String>.Type, forKey key: Key) throws -> Loose<String>? {
        Loose(try? decodeIfPresent(String.self, forKey: key))
    }
}
