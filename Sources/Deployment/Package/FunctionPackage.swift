import Crypto
import Foundation

/// The zip of the function, as `make dist` packs it.
package struct FunctionPackage: Sendable, Equatable {
    package let path: String
    /// Bytes, packed.
    package let size: Int
    /// `x86_64` or `arm64`
    package let architecture: String
    /// Where it lies in the artefact bucket: the file's own name, and what it holds.
    package let key: String

    /// AWS's limit of all that is in a package, in bytes: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
    static let mostUnpacked = 262_144_000

    /// Reads a package and looks whether Lambda could run it.
    ///
    /// - Throws: ``DeploymentError``.
    package init(path: String) throws(DeploymentError) {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw DeploymentError(
                .usage, code: "no_package", "Tried to read the function's package \(path): \(error.localizedDescription)",
                remedy: "`make dist` makes dist/bunsen-lambda-VERSION-ARCH.zip; name it with --function.")
        }
        let bytes = [UInt8](data)
        func fault(_ what: String) -> DeploymentError {
            DeploymentError(
                .usage, code: "bad_package", "The function's package \(path) \(what).",
                remedy: "`make dist` makes dist/bunsen-lambda-VERSION-ARCH.zip; name it with --function.")
        }
        guard let directory = try? ZipDirectory(bytes) else { throw fault("is no zip file, or is cut short") }
        guard let entry = directory.entries.first(where: { $0.name == "bootstrap" }) else {
            throw fault("has no file `bootstrap` at its top")
        }
        guard entry.mode & 0o111 == 0o111 else { throw fault("has a `bootstrap` that not everyone may execute") }
        let unpacked = directory.entries.map(\.size).reduce(0, +)
        guard unpacked <= Self.mostUnpacked else { throw fault("has \(unpacked) bytes unpacked; Lambda takes \(Self.mostUnpacked)") }
        let packed = bytes[entry.content]
        let head: [UInt8]?
        switch entry.method {
        case 0: head = Array(packed.prefix(ProgramHeader.enough))
        case 8: head = try? Inflate.beginning(of: packed, most: ProgramHeader.enough)
        default: head = nil
        }
        guard let head else { throw fault("packs its `bootstrap` in a way that cannot be read") }
        guard let program = ProgramHeader(head) else { throw fault("has a `bootstrap` that is no Linux program") }
        guard !program.isDynamic else {
            throw fault("has a `bootstrap` that needs shared libraries, which provided.al2023 has not, or others of")
        }
        guard ["x86_64", "arm64"].contains(program.architecture) else {
            throw fault("has a `bootstrap` for another processor (ELF machine \(program.architecture))")
        }
        self.path = path
        size = bytes.count
        architecture = program.architecture
        let name = URL(filePath: path).lastPathComponent
        let stem = name.hasSuffix(".zip") ? String(name.dropLast(4)) : name
        let plain = stem.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "-" }
        key = "function/\(String(plain))-\(TemplateSet.short(SHA256.hash(data: data))).zip"
    }
}
