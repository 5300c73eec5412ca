/// The profile of the shared files: keys, or a role that is assumed with another profile's.
package struct ProfileCredentials: CredentialsSource {
    private let surroundings: AWSSurroundings
    private let http: AWSHTTP
    private let sts: STSCredentials

    package init(_ surroundings: AWSSurroundings, http: AWSHTTP, sts: STSCredentials) {
        self.surroundings = surroundings
        self.http = http
        self.sts = sts
    }

    package func load() async throws -> AWSCredentials? {
        let config = SharedConfig(surroundings)
        guard config.profiles[config.name] != nil else {
            guard config.isNamed else { return nil }
            throw CredentialsError("AWS_PROFILE names “\(config.name)”, and neither shared file has a profile of that name.")
        }
        return try await credentials(of: config.name, in: config, above: [])
    }

    /// - Parameter above: the profiles that asked for this one.
    private func credentials(of name: String, in config: SharedConfig, above: [String]) async throws -> AWSCredentials? {
        guard let profile = config.profiles[name] else {
            throw CredentialsError("the profile “\(above.last ?? "")” names “\(name)” as its source_profile, which is not there.")
        }
        let source = "the profile “\(name)”"
        // A profile may be its own source: its keys assume its role.
        let isOwnSource = above.last == name
        if let arn = profile["role_arn"], !isOwnSource {
            guard !above.contains(name) else { throw CredentialsError("\(source) is, by way of source_profile, its own source.") }
            return try await assume(arn, profile, name, in: config, above: above + [name])
        }
        if let id = profile["aws_access_key_id"], let secret = profile["aws_secret_access_key"] {
            return AWSCredentials(
                accessKeyID: id, secretAccessKey: secret, sessionToken: profile["aws_session_token"], source: source)
        }
        if profile.keys.contains(where: { $0.hasPrefix("sso_") }) {
            throw CredentialsError(
                "\(source) signs in by SSO, which is not supported: export its credentials with `aws configure export-credentials`.")
        }
        if profile["credential_process"] != nil {
            throw CredentialsError(
                "\(source) has a credential_process, which is not supported: run it, and put what it gives into the environment.")
        }
        if profile["aws_access_key_id"] != nil || profile["aws_secret_access_key"] != nil {
            throw CredentialsError("\(source) has only one of aws_access_key_id and aws_secret_access_key.")
        }
        // A profile of settings alone says nothing about credentials, unless it is to be the source of some.
        guard above.isEmpty else { throw CredentialsError("\(source) is to be the source of credentials, and has none.") }
        return nil
    }

    private func assume(
        _ arn: String, _ profile: [String: String], _ name: String, in config: SharedConfig, above: [String]
    ) async throws -> AWSCredentials? {
        let source = "the profile “\(name)”"
        guard profile["mfa_serial"] == nil else {
            throw CredentialsError("\(source) wants an MFA code, which is not supported here: nobody is there to enter it.")
        }
        let role = STSCredentials.Role(
            arn: arn, session: profile["role_session_name"], externalID: profile["external_id"],
            duration: profile["duration_seconds"].flatMap { Int($0) })
        if let file = profile["web_identity_token_file"] {
            let token = try TextFile.required(file, named: "web_identity_token_file")
            return try await sts.assume(role, webIdentity: token, source: source)
        }
        let signer =
            if let other = profile["source_profile"] {
                try await credentials(of: other, in: config, above: above)
            } else {
                try await base(profile["credential_source"], of: source)
            }
        guard let signer else { throw CredentialsError("\(source) has a role, and nothing to assume it with.") }
        return try await sts.assume(role, as: signer, source: source)
    }

    private func base(_ place: String?, of source: String) async throws -> AWSCredentials? {
        switch place {
        case "Environment": try await EnvironmentCredentials(surroundings).load()
        case "EcsContainer": try await ContainerCredentials(surroundings, http: http).load()
        case "Ec2InstanceMetadata": try await InstanceCredentials(InstanceMetadata(surroundings, http: http)).load()
        case nil: nil
        default:
            throw CredentialsError("\(source) has an unknown credential_source: Environment, EcsContainer or Ec2InstanceMetadata.")
        }
    }
}
