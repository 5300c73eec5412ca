import AWS
import Engine
import RunModel

extension BatchExecutor {
    /// What could not be asked or done; the same may well go through later, and no job is judged by it.
    static func trouble(_ what: String, _ error: any Error) -> ExecutorError {
        ExecutorError(
            Failure(.unreachable, "AWS could not be asked to \(what): \(error).", remedy: "Nothing: Bunsen tries again by itself."),
            isTransient: true)
    }

    /// Why a job was not started.
    static func refusal(of name: String, _ error: any Error) -> ExecutorError {
        if let failure = error as? Failure { return ExecutorError(failure, isTransient: false) }
        guard let error = error as? AWSError else { return trouble("start the job \(name)", error) }
        switch error.kind {
        case .refused where error.code.contains("AccessDenied") || error.code == "UnrecognizedClientException":
            return ExecutorError(
                Failure(
                    .accessDenied, "AWS does not let the service start the job \(name): \(error).",
                    remedy: "Let the service's role call batch:SubmitJob on the queue and the definition; then `bunsen runs retry`."),
                isTransient: false)
        // The instance's metadata may be busy, and a file of credentials be written anew.
        case .misconfigured where error.code == "NoCredentials": return trouble("start the job \(name)", error)
        case .misconfigured, .wrongRegion:
            return ExecutorError(
                Failure(
                    .misconfigured, "The job \(name) was not started: \(error).",
                    remedy: "Mend the service's AWS settings (`bunsen doctor` looks at them); then `bunsen runs retry`."),
                isTransient: false)
        case .refused:
            return ExecutorError(
                Failure(
                    .badSubmission, "Batch does not take the job \(name): \(error).",
                    remedy: "Look at the job queue and the job definition; then `bunsen runs retry`."), isTransient: false)
        default: return trouble("start the job \(name)", error)
        }
    }
}
