/// Which names a secret may have in the environment of stages. Names that steer Bunsen, DVC, git, the loader or the
/// shell are refused: setting one would change what runs or where data goes, and keep no secret.
enum StageSecretName {
    private static let prefixes = ["BUNSEN_", "DVC_", "GIT_", "LD_"]
    private static let names: Set<String> = [
        "BASH_ENV", "CUDA_VISIBLE_DEVICES", "ENV", "HOME", "IFS", "LOGNAME", "NVIDIA_VISIBLE_DEVICES", "PATH", "PWD",
        "PYTHONHOME", "PYTHONPATH", "SHELL", "TMPDIR", "USER",
    ]
    /// Begins like the refused ones, but is a secret.
    private static let secrets: Set<String> = ["DVC_STUDIO_TOKEN"]

    static let kind = ScalarKind<String>(
        allowed: "[A-Za-z_][A-Za-z0-9_]*, and no name that steers Bunsen, DVC, git or the shell", text: { $0 },
        parse: { (name, _) throws(Complaint) in
            guard name.isVariableName else {
                throw Complaint("\(Echo.quoted(name)) is not the name of an environment variable")
            }
            if secrets.contains(name) { return name }
            if let prefix = prefixes.first(where: name.hasPrefix) {
                throw Complaint("names that begin with \(prefix) steer the job and cannot be secrets")
            }
            if names.contains(name) { throw Complaint("\(name) steers the job and cannot be a secret") }
            return name
        })
}
