/// A value that must not be printed. Only ``reveal()`` gives it away, so that every place that does can be found;
/// it is not `Codable`, so that no store or answer takes it along unseen.
package struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let value: String

    package init(_ value: String) {
        self.value = value
    }

    /// The value itself.
    package func reveal() -> String { value }

    package var description: String { "‹redacted›" }
    package var debugDescription: String { description }
    /// What `dump` and string interpolation of an enclosing value see.
    package var customMirror: Mirror { Mirror(self, children: [(label: String?, value: Any)](), displayStyle: .struct) }
}
