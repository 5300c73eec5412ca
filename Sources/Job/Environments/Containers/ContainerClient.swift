import DVC
import Subprocess
import SystemPackage

/// The engine's own process while a container runs.
struct ContainerClient {
    let words: [String]
    let environment: [String: String]
    /// Where the engine may leave files: podman's monitor does, when a container runs out of memory.
    let directory: String
    /// The most bytes of standard output that are kept as text; nil: all is printed.
    let limit: Int?

    /// The command's exit code; 125 where the engine could not run it.
    func run(_ output: @escaping @Sendable ([UInt8]) async -> Void) async -> StageEnd {
        do {
            if let limit { return try await kept(limit, output) }
            return try await printed(output)
        } catch {
            await output(Array("\(words[0]) could not be run: \(error)\n".utf8))
            return StageEnd(code: 125)
        }
    }

    private func printed(_ output: @escaping @Sendable ([UInt8]) async -> Void) async throws -> StageEnd {
        let result = try await Subprocess.run(
            .path(FilePath(words[0])), arguments: Arguments(Array(words.dropFirst())), environment: .custom(environment.asSubprocess),
            workingDirectory: FilePath(directory), platformOptions: EngineCall.options, input: .none, output: .sequence,
            error: .combinedWithOutput
        ) { execution in
            for try await chunk in execution.standardOutput { await output(chunk.withUnsafeBytes { Array($0) }) }
        }
        return StageEnd(code: result.terminationStatus.code)
    }

    private func kept(_ limit: Int, _ output: @escaping @Sendable ([UInt8]) async -> Void) async throws -> StageEnd {
        let result = try await Subprocess.run(
            .path(FilePath(words[0])), arguments: Arguments(Array(words.dropFirst())), environment: .custom(environment.asSubprocess),
            workingDirectory: FilePath(directory), platformOptions: EngineCall.options, input: .none, output: .sequence, error: .sequence
        ) { execution -> (text: [UInt8], isCut: Bool) in
            let (standardOutput, standardError) = (execution.standardOutput, execution.standardError)
            async let printed: Void = {
                for try await chunk in standardError { await output(chunk.withUnsafeBytes { Array($0) }) }
            }()
            var text: [UInt8] = []
            var isCut = false
            // Read to its end: a program that prints more must not fail of it.
            for try await chunk in standardOutput {
                let bytes = chunk.withUnsafeBytes { Array($0) }
                isCut = isCut || text.count + bytes.count > limit
                text += bytes.prefix(limit - text.count)
            }
            try await printed
            return (text, isCut)
        }
        var (text, isCut) = result.closureResult
        // No half of a line: nobody could recognise a secret by its beginning.
        if isCut { text.removeLast(text.count - ((text.lastIndex(of: 10) ?? -1) + 1)) }
        return StageEnd(code: result.terminationStatus.code, text: String(decoding: text, as: UTF8.self), isCut: isCut)
    }
}
