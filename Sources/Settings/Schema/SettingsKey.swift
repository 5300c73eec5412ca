import Yams

/// One line of the table that everything about a key follows from: how it is read, checked, set by a variable,
/// written back, and explained in the reference. `Root` is the value that it is a part of.
struct SettingsKey<Root: Sendable>: Sendable {
    let name: String
    let allowed: String
    /// One sentence.
    let summary: String
    var isRequired = false
    /// Keys of fixed names below this one, which say themselves what is allowed.
    var isTable = false
    /// What the reference says where the default is not a plain value; Markdown.
    var defaultText: String?

    let read: @Sendable (Node, _ key: String, inout Root, inout Reading) -> Void
    /// Nil where the two roots do not differ in it.
    let write: @Sendable (Root, _ fresh: Root) -> Node?
    /// The value's text in the reference; nil where there is none.
    let shown: @Sendable (Root) -> String?
    /// The rows of the keys inside.
    let rows: @Sendable (_ key: String, _ fresh: Root) -> [ReferenceRow]
    /// The scalars here and inside, by the path of their key.
    let slots: @Sendable (_ key: String) -> [ScalarSlot<Root>]
}

/// A scalar that a variable or an option can set.
struct ScalarSlot<Root: Sendable>: Sendable {
    let key: String
    let set: @Sendable (String, inout Root, inout Reading) -> Void

    /// `local.memory_mib` gives `BUNSEN_LOCAL_MEMORY_MIB`.
    var variable: String { "BUNSEN_" + key.uppercased().split(separator: ".").joined(separator: "_") }
}

/// A key path that may be shared between tasks.
typealias Field<Root, Value> = any WritableKeyPath<Root, Value> & Sendable
