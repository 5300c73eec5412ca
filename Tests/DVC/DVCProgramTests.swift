import DVC
import TestKit
import Testing

struct DVCProgramTests {
    private func find(_ firstLine: String) async throws -> [String] {
        let scratch = try ScratchDirectory()
        try scratch.write("\(firstLine)\nimport dvc\n", to: "bin/dvc")
        try scratch.write("#!/bin/sh\n", to: "python/python3")
        try await Program.run(["chmod", "+x", "\(scratch.path)/bin/dvc", "\(scratch.path)/python/python3"])
        let program = try DVCProgram.find("dvc", searchPath: "relative:\(scratch.path)/bin:\(scratch.path)/python")
        #expect(program.path == "\(scratch.path)/bin/dvc")
        return program.python.map { $0.replacing(scratch.path, with: "SCRATCH") }
    }

    @Test func `DVC's Python is the one of its first line`() async throws {
        #expect(try await find("#!/opt/dvc/bin/python -I") == ["/opt/dvc/bin/python", "-I"])
    }

    @Test func `one that is looked up is looked up once, whatever PATH stages get`() async throws {
        #expect(try await find("#!/usr/bin/env python3") == ["SCRATCH/python/python3"])
        #expect(try await find("#!/usr/bin/env python9") == ["/usr/bin/env", "python9"])
    }

    @Test func `a program that is not there is named`() {
        #expect(throws: DVCError.self) { try DVCProgram.find("dvc", searchPath: "/nowhere") }
        #expect(throws: DVCError.self) { try DVCProgram.find("/nowhere/dvc", searchPath: "/usr/bin:/bin") }
    }
}
