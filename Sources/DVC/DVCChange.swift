package import RunModel

extension DVCDiff {
    /// One metric or parameter in both revisions; a side that does not exist is absent.
    package struct Change: Sendable, Decodable {
        package let old: Scalar?
        package let new: Scalar?
        package let diff: Double?

        enum CodingKeys: String, CodingKey { case old, new, diff }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            old = try Self.scalar(.old, container)
            new = try Self.scalar(.new, container)
            diff = try? container.decodeIfPresent(Double.self, forKey: .diff)
        }

        /// Lists and null come as their JSON text, so that a report can show them.
        private static func scalar(
            _ key: CodingKeys, _ container: KeyedDecodingContainer<CodingKeys>
        ) throws -> Scalar? {
            guard container.contains(key), try !container.decodeNil(forKey: key) else { return nil }
            if let value = try? container.decode(Scalar.self, forKey: key) { return value }
            if let list = try? container.decode([Scalar].self, forKey: key) {
                return .text("[" + list.map(\.description).joined(separator: ", ") + "]")
            }
            return .text("…")
        }
    }
}
