/// The JSON of `bunsen directives --json`; scripts rely on its names, and on `null` where there is no value.
extension Directives: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init()
        run = try container.decode(Bool.self, forKey: .run)
        args = try container.decode([String].self, forKey: .args)
        dvcArgs = try container.decode([String].self, forKey: .dvcArgs)
        experiment = try container.decode(Bool.self, forKey: .experiment)
        gpus = try container.decodeIfPresent(Int.self, forKey: .gpus)
        memoryMiB = try container.decodeIfPresent(Int.self, forKey: .memoryMiB)
        vcpus = try container.decodeIfPresent(Int.self, forKey: .vcpus)
        errors = try container.decode([DirectiveError].self, forKey: .errors)
        timeoutSeconds = try container.decodeIfPresent(Int.self, forKey: .timeoutSeconds)
        on = try container.decodeIfPresent(String.self, forKey: .on)
        sweep = try container.decodeIfPresent(String.self, forKey: .sweep)
        diagnostics = try container.decode([Diagnostic].self, forKey: .diagnostics)
        asksForSweep = sweep != nil || (run && arguments.asksForSweep)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(run, forKey: .run)
        try container.encode(args, forKey: .args)
        try container.encode(dvcArgs, forKey: .dvcArgs)
        try container.encode(experiment, forKey: .experiment)
        try container.encode(gpus, forKey: .gpus)
        try container.encode(memoryMiB, forKey: .memoryMiB)
        try container.encode(vcpus, forKey: .vcpus)
        try container.encode(errors, forKey: .errors)
        try container.encode(timeoutSeconds, forKey: .timeoutSeconds)
        try container.encode(on, forKey: .on)
        try container.encode(sweep, forKey: .sweep)
        try container.encode(diagnostics, forKey: .diagnostics)
    }

    private enum CodingKeys: String, CodingKey {
        case run, args, experiment, gpus, vcpus, errors, on, sweep, diagnostics
        case dvcArgs = "dvc_args"
        case memoryMiB = "memory_mib"
        case timeoutSeconds = "timeout_s"
    }
}
