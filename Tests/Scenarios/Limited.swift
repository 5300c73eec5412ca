import Testing

/// Keeps few scenarios running at a time: each has a service, jobs and DVC, and a machine that is busy with thirty of them
/// tells nothing about any.
struct Limited: SuiteTrait, TestTrait, TestScoping {
    var isRecursive: Bool { true }

    @concurrent func provideScope(for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void)
        async throws
    {
        guard testCase != nil else { return try await function() }
        await Turnstile.shared.enter()
        let result: Result<Void, any Error>
        do { result = .success(try await function()) } catch { result = .failure(error) }
        await Turnstile.shared.leave()
        try result.get()
    }
}

extension Trait where Self == Limited {
    static var limited: Limited { Limited() }
}

private actor Turnstile {
    static let shared = Turnstile()
    private var places = 4
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func enter() async {
        if places > 0 {
            places -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func leave() {
        if waiting.isEmpty {
            places += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}
