import Deployment
import Foundation
import TestKit
import Testing

@Suite struct PackageTests {
    @Test(arguments: [("ZIP_DEFLATED", 9), ("ZIP_DEFLATED", 1), ("ZIP_DEFLATED", 0), ("ZIP_STORED", 0)])
    func `a package is read however it is packed`(_ method: String, _ level: Int) async throws {
        let scratch = try ScratchDirectory()
        let path = try await Samples.zip(Samples.program(), method: method, level: level, in: scratch)
        let package = try FunctionPackage(path: path)
        #expect(package.architecture == "x86_64")
        #expect(package.key.wholeMatch(of: /function\/bunsen-lambda-0\.1\.0-x86_64-[0-9a-f]{16}\.zip/) != nil, "\(package.key)")
        #expect(try FunctionPackage(path: try await Samples.zip(Samples.program(machine: 183), in: scratch)).architecture == "arm64")
    }

    @Test func `another content is another key, and the same one the same`() async throws {
        let scratch = try ScratchDirectory()
        func key(_ program: [UInt8]) async throws -> String {
            try FunctionPackage(path: try await Samples.zip(program, in: scratch)).key
        }
        let first = try await key(Samples.program())
        #expect(try await key(Samples.program()) == first)
        #expect(try await key(Samples.program() + [1]) != first)
    }

    @Test(arguments: [
        ("bin/bootstrap", "0o755", false, UInt8(62), "no file `bootstrap` at its top"),
        ("bootstrap", "0o644", false, 62, "not everyone may execute"),
        ("bootstrap", "0o755", true, 62, "needs shared libraries"),
        ("bootstrap", "0o755", false, 40, "for another processor"),
    ])
    func `what Lambda could not run is refused`(_ name: String, _ mode: String, _ hasLoader: Bool, _ machine: UInt8, _ why: String)
        async throws
    {
        let scratch = try ScratchDirectory()
        let path = try await Samples.zip(Samples.program(machine: machine, hasLoader: hasLoader), name: name, mode: mode, in: scratch)
        let error = try #require(throws: DeploymentError.self) { try FunctionPackage(path: path) }
        #expect(error.code == "bad_package" && error.message.contains(why), "\(error)")
    }

    @Test func `a program of this machine is seen to need its libraries, and a text to be none`() async throws {
        let scratch = try ScratchDirectory()
        let shell = [UInt8](try Data(contentsOf: URL(filePath: "/bin/sh").resolvingSymlinksInPath()))
        let path = try await Samples.zip(shell, in: scratch)
        #expect(throws: DeploymentError.self) { try FunctionPackage(path: path) }
        let text = try await Samples.zip(Array("#!/bin/sh\n".utf8), in: scratch)
        let error = try #require(throws: DeploymentError.self) { try FunctionPackage(path: text) }
        #expect(error.message.contains("no Linux program"))
        try Data("PK".utf8).write(to: URL(filePath: text))
        #expect(try #require(throws: DeploymentError.self) { try FunctionPackage(path: text) }.message.contains("no zip file"))
        #expect(try #require(throws: DeploymentError.self) { try FunctionPackage(path: "/nowhere.zip") }.code == "no_package")
    }

    @Test func `a package that is cut short anywhere is refused`() async throws {
        let scratch = try ScratchDirectory()
        let path = try await Samples.zip(Samples.program(), in: scratch)
        let whole = try Data(contentsOf: URL(filePath: path))
        for count in stride(from: 0, to: whole.count, by: 97) {
            try whole.prefix(count).write(to: URL(filePath: path))
            #expect(throws: DeploymentError.self, "\(count)") { try FunctionPackage(path: path) }
        }
    }
}
