/// What is asked for: exactly the parts that make a run's identity (see ``RunKey``).
package struct RunRequest: Sendable, Hashable, Codable {
    package var repository: RepositoryName
    package var sha: CommitSHA
    package var purpose: Purpose
    /// An experiment (`dvc exp run`) instead of `dvc repro`.
    package var experiment: Bool
    /// The argv of the directive, as ``Directives/dvcArgs`` gives it.
    package var dvcArgs: [String]

    package init(
        repository: RepositoryName, sha: CommitSHA, purpose: Purpose = .run, experiment: Bool = false,
        dvcArgs: [String] = []
    ) {
        self.repository = repository
        self.sha = sha
        self.purpose = purpose
        self.experiment = experiment
        self.dvcArgs = dvcArgs
    }

    /// Why a commit is run: for its result, or to see whether it can be repeated.
    package enum Purpose: Sendable, Hashable, Codable, CustomStringConvertible {
        case run
        case reproduce(Int)

        package var description: String {
            switch self {
            case .run: "run"
            case .reproduce(let n): "reproduce:\(n)"
            }
        }

        package init(from decoder: any Decoder) throws {
            let text = try decoder.singleValueContainer().decode(String.self)
            if text == "run" {
                self = .run
            } else if text.hasPrefix("reproduce:"), let n = Int(text.dropFirst("reproduce:".count)) {
                self = .reproduce(n)
            } else {
                throw Malformed(what: "purpose", text: text)
            }
        }

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(description)
        }
    }
}
