import DVC
import Git
import RunModel

/// From an error of any step to why the job failed.
enum JobFailure {
    static func of(_ error: any Error) -> Failure {
        switch error {
        case let failure as Failure: failure
        case let error as DVCError: error.failure
        case let error as GitError: error.failure(task: "Working with git")
        case is StopRequest.Stopped:
            Failure(
                .deadline, "The run was at its deadline and was ended.",
                remedy: "Ask for more time with `:ACME_TIMEOUT:`, or make the stage faster; finished stages are kept.")
        default:
            Failure(.internalError, "The job failed: \(error).", remedy: "Look at the run's log: `bunsen runs logs`.")
        }
    }
}
