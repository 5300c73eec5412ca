import Yams

extension SettingsKey {
    /// A value of one piece of text.
    static func value<Value: Equatable>(
        _ name: String, _ field: Field<Root, Value>, _ kind: ScalarKind<Value>, required: Bool = false,
        defaultText: String? = nil, _ summary: String
    ) -> SettingsKey {
        let node = ValueKind.scalar(kind)
        return SettingsKey(
            name: name, allowed: kind.allowed, summary: summary, isRequired: required, defaultText: defaultText,
            read: { if let value = node.read($0, $1, &$3) { $2[keyPath: field] = value } },
            write: { $0[keyPath: field] == $1[keyPath: field] ? nil : node.write($0[keyPath: field]) },
            shown: { kind.text($0[keyPath: field]) },
            rows: { _, _ in [] },
            slots: { key in
                [
                    ScalarSlot(key: key) {
                        if let value = kind.value(of: $0, at: nil, key: key, &$2) { $1[keyPath: field] = value }
                    }
                ]
            })
    }

    /// A value of one piece of text that may be left open.
    static func optional<Value: Equatable>(
        _ name: String, _ field: Field<Root, Value?>, _ kind: ScalarKind<Value>, defaultText: String? = nil,
        _ summary: String
    ) -> SettingsKey {
        let inner = ScalarKind<Value?>(
            allowed: kind.allowed, isBare: kind.isBare, text: { $0.map(kind.text) ?? "" },
            parse: { (text, paths) throws(Complaint) in try kind.parse(text, paths) })
        let key = value(name, field, inner, defaultText: defaultText, summary)
        return SettingsKey(
            name: name, allowed: kind.allowed, summary: summary, defaultText: defaultText, read: key.read,
            write: key.write, shown: { $0[keyPath: field].map(kind.text) }, rows: key.rows, slots: key.slots)
    }

    /// A value of any shape, which no variable can set.
    static func nested<Value: Equatable>(
        _ name: String, _ field: Field<Root, Value>, _ kind: ValueKind<Value>, defaultText: String? = nil,
        _ summary: String
    ) -> SettingsKey {
        SettingsKey(
            name: name, allowed: kind.allowed, summary: summary, defaultText: defaultText,
            read: { if let value = kind.read($0, $1, &$3) { $2[keyPath: field] = value } },
            write: { $0[keyPath: field] == $1[keyPath: field] ? nil : kind.write($0[keyPath: field]) },
            shown: { _ in nil },
            rows: { key, _ in kind.rows(key).map { $0.withoutVariable } },
            slots: { _ in [] })
    }

    /// The same for what may be left open.
    static func nested<Value: Equatable>(
        _ name: String, _ field: Field<Root, Value?>, _ kind: ValueKind<Value>, _ summary: String
    ) -> SettingsKey {
        let inner = ValueKind<Value?>(
            allowed: kind.allowed, read: { kind.read($0, $1, &$2).map { $0 } },
            write: { $0.map(kind.write) ?? .bare("null") }, rows: kind.rows)
        return nested(name, field, inner, summary)
    }

    /// Keys of their own below this one.
    static func table<Part>(
        _ name: String, _ field: Field<Root, Part>, _ schema: Schema<Part>, _ summary: String
    ) -> SettingsKey {
        SettingsKey(
            name: name, allowed: schema.allowed, summary: summary, isTable: true,
            read: { schema.read($0, at: $1, into: &$2[keyPath: field], &$3) },
            write: { schema.write($0[keyPath: field], fresh: $1[keyPath: field]) },
            shown: { _ in nil },
            rows: { key, fresh in schema.rows(prefix: key, fresh: fresh[keyPath: field]) },
            slots: { key in
                schema.slots(prefix: key).map { slot in
                    ScalarSlot(key: slot.key) { slot.set($0, &$1[keyPath: field], &$2) }
                }
            })
    }
}
