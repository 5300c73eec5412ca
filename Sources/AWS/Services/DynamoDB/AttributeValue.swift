package import FoundationEssentials

/// A value of DynamoDB: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
package indirect enum AttributeValue: Sendable, Equatable {
    case string(String)
    /// As text, because DynamoDB has 38 digits.
    case number(String)
    case binary(Data)
    case bool(Bool)
    case null
    case list([AttributeValue])
    case map([String: AttributeValue])
    /// Not empty, as all sets.
    case stringSet([String])
    case numberSet([String])

    package static func number(_ value: some BinaryInteger) -> AttributeValue { .number("\(value)") }

    package var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    package var integer: Int64? {
        guard case .number(let text) = self else { return nil }
        return Int64(text)
    }

    package var binary: Data? {
        guard case .binary(let data) = self else { return nil }
        return data
    }

    package var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }
}

extension AttributeValue: Codable {
    private enum CodingKeys: String, CodingKey {
        case S, N, B, BOOL, NULL, L, M, SS, NS
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard let key = container.allKeys.first else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "no value of a known type"))
        }
        switch key {
        case .S: self = .string(try container.decode(String.self, forKey: key))
        case .N: self = .number(try container.decode(String.self, forKey: key))
        case .B: self = .binary(try container.decode(Data.self, forKey: key))
        case .BOOL: self = .bool(try container.decode(Bool.self, forKey: key))
        case .NULL: self = .null
        case .L: self = .list(try container.decode([AttributeValue].self, forKey: key))
        case .M: self = .map(try container.decode([String: AttributeValue].self, forKey: key))
        case .SS: self = .stringSet(try container.decode([String].self, forKey: key))
        case .NS: self = .numberSet(try container.decode([String].self, forKey: key))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .string(let value): try container.encode(value, forKey: .S)
        case .number(let value): try container.encode(value, forKey: .N)
        case .binary(let value): try container.encode(value, forKey: .B)
        case .bool(let value): try container.encode(value, forKey: .BOOL)
        case .null: try container.encode(true, forKey: .NULL)
        case .list(let value): try container.encode(value, forKey: .L)
        case .map(let value): try container.encode(value, forKey: .M)
        case .stringSet(let value): try container.encode(value, forKey: .SS)
        case .numberSet(let value): try container.encode(value, forKey: .NS)
        }
    }
}
