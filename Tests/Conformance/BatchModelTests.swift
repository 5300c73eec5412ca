import Engine
import Foundation
import RunModel
import TestKit
import Testing

/// What the executor asks and what the fake answers, held against the service's own model.
@Suite("The model of Batch", .timeLimit(.minutes(20)), .enabled(if: BatchModel.areThere, "the shared vectors are not beside the checkout"))
struct BatchModelTests {
    @Test("fits every question of the executor, and every answer of the fake")
    func fits() async throws {
        try await BatchSubject.with { subject in
            let submission = try Submission.doing(
                "note('starts', 'x'); leave('there'); wait('go'); finish()", resources: Resources(vcpus: 1, memoryMiB: 64, gpus: 1))
            let job = try await subject.executor.submit(submission)
            _ = try await subject.awaited("there", by: submission)
            subject.fake.reclaim(job)
            try await eventually("it is started again") { subject.left("starts", by: submission) == "x\nx\n" }
            _ = try await subject.running(job)
            _ = try await subject.executor.list()
            var again = submission
            again.mayBeKnown = true
            #expect(try await subject.restarted().submit(again) == job)
            try await subject.executor.stop(job, grace: 1)
            try subject.leave("go", for: submission)
            _ = try await subject.ended(job)
            let exchanges = subject.fake.withState { $0.exchanges }
            for operation in ["SubmitJob", "DescribeJobs", "ListJobs", "TerminateJob"] {
                let model = try BatchModel(operation)
                let some = exchanges.filter { $0.operation == operation }
                #expect(!some.isEmpty, "\(operation)")
                for exchange in some {
                    #expect(model.faults(in: exchange.question, .input) == [])
                    #expect(model.faults(in: exchange.answer, .output) == [])
                }
            }
        }
    }

    @Test("does not fit what Batch would refuse")
    func refuses() throws {
        let model = try BatchModel("SubmitJob")
        #expect(model.faults(in: ["jobName": "a", "jobQueue": "q"], .input) == [".jobDefinition is missing"])
        let wrong: JSON = ["jobName": 1, "jobQueue": "q", "jobDefinition": "d", "retries": 3, "tags": ["a": nil]]
        #expect(model.faults(in: wrong, .input) == [".jobName is no string", ".retries is unknown", ".tags.a is no string"])
    }
}

/// An operation of a service's model: the shapes of what is asked and answered.
struct BatchModel {
    enum Side: String { case input, output }

    private let model: JSON
    private static let folder = URL(filePath: Program.checkout).deletingLastPathComponent().appending(path: "shared/vectors/aws-batch")

    static var areThere: Bool { FileManager.default.fileExists(atPath: folder.path) }

    init(_ operation: String) throws {
        let text = try String(contentsOf: Self.folder.appending(path: "\(operation).model.json"), encoding: .utf8)
        model = try #require(JSON(parsing: text))
    }

    /// What in the value is not as the model has it.
    func faults(in value: JSON, _ side: Side) -> [String] {
        guard let name = model["operation"]?[side.rawValue]?["shape"]?.text else { return ["no shape"] }
        return faults(in: value, shape: name, at: "")
    }

    private func faults(in value: JSON, shape name: String, at path: String) -> [String] {
        guard let shape = model["shapes"]?[name], let type = shape["type"]?.text else { return ["\(path): no shape \(name)"] }
        switch (type, value) {
        case ("structure", .object(let members)):
            let missing = (shape["required"]?.list ?? []).compactMap(\.text).filter { members[$0] == nil }.map {
                "\(path).\($0) is missing"
            }
            return missing
                + members.sorted { $0.key < $1.key }.flatMap { key, member in
                    guard let next = shape["members"]?[key]?["shape"]?.text else { return ["\(path).\(key) is unknown"] }
                    return faults(in: member, shape: next, at: "\(path).\(key)")
                }
        case ("list", .list(let items)):
            return items.flatMap { faults(in: $0, shape: shape["member"]?["shape"]?.text ?? "", at: "\(path)[]") }
        case ("map", .object(let members)):
            return members.sorted { $0.key < $1.key }.flatMap {
                faults(in: $1, shape: shape["value"]?["shape"]?.text ?? "", at: "\(path).\($0)")
            }
        case ("string", .text(let text)):
            // Batch takes and gives the actions of a retry strategy in either case.
            let allowed = (shape["enum"]?.list ?? []).compactMap(\.text)
            let fits = allowed.isEmpty || allowed.contains { $0.lowercased() == text.lowercased() }
            return fits ? [] : ["\(path) is \(text), not one of \(allowed)"]
        case ("integer", .number), ("long", .number), ("boolean", .flag), ("double", .number), ("double", .decimal): return []
        default: return ["\(path) is no \(type)"]
        }
    }
}
