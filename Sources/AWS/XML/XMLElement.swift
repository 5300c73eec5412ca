/// What is needed of an answer in XML: elements and their text; attributes and namespaces are dropped.
struct XMLElement: Sendable, Equatable {
    /// Without prefix.
    var name: String
    var text = ""
    var children: [XMLElement] = []

    /// The first child of a name.
    subscript(name: String) -> XMLElement? { children.first { $0.name == name } }

    func all(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }

    /// - Throws: ``XMLReader/Malformed`` where there is no such child.
    func required(_ name: String) throws -> XMLElement {
        guard let child = self[name] else { throw XMLReader.Malformed() }
        return child
    }
}
