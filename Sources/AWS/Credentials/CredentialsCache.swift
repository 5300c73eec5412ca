package import FoundationEssentials

/// The credentials that are in use: fetched at the first call, and anew five minutes before they expire, by one caller at
/// a time. Where that fails, those at hand serve on for as long as they are good.
package actor CredentialsCache {
    private let source: any CredentialsSource
    private let now: @Sendable () -> Date
    private var held: AWSCredentials?
    private var isLoading = false
    /// No refresh before, because the last one failed.
    private var patience = Date.distantPast
    /// Callers with nothing in hand, for the outcome of the load under way; nil tells them that it was given up.
    private var waiting: [CheckedContinuation<Result<AWSCredentials, CredentialsError>?, Never>] = []

    /// Seconds before the expiry.
    private static let early = 300.0
    /// Seconds between refreshes that fail.
    private static let pause = 30.0

    package init(_ source: any CredentialsSource, now: @escaping @Sendable () -> Date = { Date() }) {
        self.source = source
        self.now = now
    }

    /// - Throws: ``CredentialsError``, `CancellationError`.
    package func current() async throws -> AWSCredentials {
        while true {
            if let held, isGood(held, for: Self.early) { return held }
            let usable = held.flatMap { isGood($0, for: 0) ? $0 : nil }
            if let usable, isLoading || now() < patience { return usable }
            guard isLoading else { return try await load(or: usable) }
            // The load has deadlines of its own, so waiting for it has an end.
            let outcome = await withCheckedContinuation { waiting.append($0) }
            try Task.checkCancellation()
            if let outcome { return try outcome.get() }
        }
    }

    /// A service says that these have expired, whatever their date says.
    package func discard(_ credentials: AWSCredentials) {
        if held == credentials { held = nil }
    }

    private func load(or usable: AWSCredentials?) async throws -> AWSCredentials {
        isLoading = true
        do {
            guard let fresh = try await source.load() else { throw CredentialsError(Self.nowhere) }
            held = fresh
            end(.success(fresh))
            return fresh
        } catch let error as CredentialsError {
            end(.failure(error))
            guard let usable else { throw error }
            patience = now().addingTimeInterval(Self.pause)
            return usable
        } catch {
            end(nil)
            throw error
        }
    }

    private func end(_ outcome: Result<AWSCredentials, CredentialsError>?) {
        isLoading = false
        let waited = waiting
        waiting = []
        for caller in waited { caller.resume(returning: outcome) }
    }

    private func isGood(_ credentials: AWSCredentials, for seconds: Double) -> Bool {
        credentials.expires.map { $0.timeIntervalSince(now()) > seconds } ?? true
    }

    private static let nowhere =
        "there are no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile in AWS_PROFILE, or give the "
        + "machine or the container a role."
}
