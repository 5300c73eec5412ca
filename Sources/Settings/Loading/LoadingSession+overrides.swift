import RunModel

extension LoadingSession {
    private static let slots = Schema<ServiceSettings>.service.slots()

    /// Sets every scalar whose variable is there.
    mutating func apply(environment: [String: String], to settings: inout ServiceSettings) {
        for slot in Self.slots {
            if let text = environment[slot.variable] { set(slot, text, from: slot.variable, &settings) }
        }
    }

    mutating func apply(options: [SettingsOption], to settings: inout ServiceSettings) {
        for option in options {
            guard let slot = Self.slots.first(where: { $0.key == option.key }) else {
                preconditionFailure("\(option.name) stands for \(option.key), which is no scalar of the settings")
            }
            set(slot, option.text, from: option.name, &settings)
        }
    }

    private mutating func set(
        _ slot: ScalarSlot<ServiceSettings>, _ text: String, from origin: String, _ settings: inout ServiceSettings
    ) {
        guard !text.isEmpty else {
            issues.append(
                SettingsIssue(
                    code: .missingValue, file: origin, key: slot.key,
                    message: "is set but empty: give it a value or leave it out"))
            return
        }
        var reading = Reading(file: origin, paths: PathRules(base: files?.currentDirectory, home: home))
        slot.set(text, &settings, &reading)
        issues += reading.issues
    }

    /// Variables of our name that set nothing are likely misspelt. Those that the settings themselves name are not.
    mutating func warnOfUnknownVariables(in environment: [String: String], _ settings: ServiceSettings) {
        let known = Self.slots.map(\.variable)
        // What `bunsen runs open` tells the shell that it starts.
        var meant = Set(known + ["BUNSEN_RUN", "BUNSEN_STAGE"])
        for project in settings.projects.values {
            for source in [project.token].compactMap(\.self) + project.secrets.values + project.webhook.secrets {
                if case .environment(let name) = source { meant.insert(name) }
            }
        }
        for name in environment.keys.sorted() where name.hasPrefix("BUNSEN_") && !meant.contains(name) {
            // The common beginning would make everything look alike.
            let keys = known.map { String($0.dropFirst("BUNSEN_".count)) }
            guard let nearest = Nearest.match(for: String(name.dropFirst("BUNSEN_".count)), among: keys) else { continue }
            warnings.append(
                SettingsIssue(
                    code: .unknownVariable, file: Echo.plain(name), message: "this variable sets nothing",
                    nearest: "BUNSEN_\(nearest)"))
        }
    }
}
