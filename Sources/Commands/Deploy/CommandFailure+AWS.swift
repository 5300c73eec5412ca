import AWS
import Deployment

extension CommandFailure {
    init(_ error: DeploymentError) {
        let exit: Exit =
            switch error.kind {
            case .usage: .usage
            case .refused: .refused
            case .failed: .failed
            }
        self.init(exit, code: error.code, error.message, remedy: error.remedy)
    }

    init(_ error: AWSError) {
        let remedy =
            switch error.kind {
            case .throttled, .unavailable: "Call the same command again in a while."
            case .expiredCredentials: "Sign in to AWS again."
            case .clockSkew: "Set this machine's clock."
            case .wrongRegion: "Give the right --region."
            case .malformed: "Call the same command again; what answers may not be AWS."
            case .misconfigured where error.code == "NoCredentials":
                "Give --profile, or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
            case .misconfigured: "Mend what is named."
            case .refused where error.status == 403: "Let whoever calls this have the right that is named, or use another --profile."
            case .refused: "Mend what is named, and call the same command again."
            }
        self.init(error.kind == .misconfigured ? .usage : .failed, code: error.code, "\(error)", remedy: remedy)
    }
}
