import Engine
import FoundationEssentials
import GRDB
import RunModel

/// Takes runs in groups: all that wait while one transaction is being written go into the next one together, so that a
/// burst of pushes costs a few writes to the disk and not one each. Nobody is answered before the disk has it.
actor GroupedTakes {
    private let write: @Sendable ([RunRow]) async throws -> [Result<Taken, any Error>]
    private var waiting: [(row: RunRow, turn: CheckedContinuation<Turn, any Error>)] = []
    private var isWriting = false

    /// What a waiting caller is woken with.
    private enum Turn: Sendable {
        case taken(Taken)
        /// Write for all that wait now.
        case lead
    }

    init(write: @escaping @Sendable ([RunRow]) async throws -> [Result<Taken, any Error>]) { self.write = write }

    func take(_ row: RunRow) async throws -> Taken {
        guard isWriting else {
            isWriting = true
            return try await lead(row, others: [])
        }
        let turn = try await withCheckedThrowingContinuation { waiting.append((row, $0)) }
        switch turn {
        case .taken(let taken): return taken
        case .lead:
            let others = waiting
            waiting = []
            return try await lead(row, others: others)
        }
    }

    private func lead(_ row: RunRow, others: [(row: RunRow, turn: CheckedContinuation<Turn, any Error>)]) async throws -> Taken {
        defer { passOn() }
        let results: [Result<Taken, any Error>]
        do {
            results = try await write([row] + others.map(\.row))
        } catch {
            for other in others { other.turn.resume(throwing: error) }
            throw error
        }
        for (other, result) in zip(others, results.dropFirst()) { other.turn.resume(with: result.map { .taken($0) }) }
        return try results[0].get()
    }

    /// The first of those who came meanwhile writes for all of them.
    private func passOn() {
        guard let next = waiting.first else {
            isWriting = false
            return
        }
        waiting.removeFirst()
        next.turn.resume(returning: .lead)
    }
}
