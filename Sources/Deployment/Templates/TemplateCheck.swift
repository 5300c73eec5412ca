import AWS

/// Looks at templates as CloudFormation would: their sizes, and whether parents and children fit.
package enum TemplateCheck {
    /// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
    private static let mostBytes = 1_000_000
    private static let mostParameters = 200
    private static let mostResources = 500

    /// Everything that is wrong, a sentence each.
    package static func problems(of set: TemplateSet) -> [String] {
        var found = [TemplateSet.root, TemplateSet.artefacts, TemplateSet.project].filter { set.templates[$0] == nil }.map {
            "there is no \($0)."
        }
        for (name, template) in set.templates.sorted(by: { $0.key < $1.key }) {
            // These two are sent in the call, before there is a bucket, or where none is needed.
            let limit = [TemplateSet.artefacts, TemplateSet.project].contains(name) ? TemplateText.longestBody : mostBytes
            if template.bytes > limit { found.append("\(name) has \(template.bytes) bytes; CloudFormation takes \(limit).") }
            if template.parameters.count > mostParameters { found.append("\(name) has more than \(mostParameters) parameters.") }
            if template.resources.count > mostResources { found.append("\(name) has more than \(mostResources) resources.") }
            for parameter in template.parameters {
                guard let preset = parameter.preset, let fault = parameter.fault(of: preset) else { continue }
                found.append("\(name): the default of \(parameter.name) \(fault).")
            }
            for resource in template.resources { found += problems(of: resource, in: template, set) }
        }
        return found
    }

    private static func problems(of resource: TemplateResource, in template: Template, _ set: TemplateSet) -> [String] {
        let place = "\(template.name): \(resource.name)"
        var found: [String] = []
        if let file = resource.file {
            guard let child = set.templates[file] else { return ["\(place): there is no template \(file)."] }
            for name in resource.given where child.parameter(name) == nil { found.append("\(place): \(file) has no parameter \(name).") }
            for parameter in child.parameters where parameter.preset == nil && !resource.given.contains(parameter.name) {
                found.append("\(place): \(file) wants the parameter \(parameter.name).")
            }
        }
        for reference in resource.references {
            let parts = reference.split(separator: ".").map(String.init)
            guard let nested = template.resources.first(where: { $0.name == parts[0] }), let file = nested.file else {
                found.append("\(place): \(reference) names no nested stack.")
                continue
            }
            if let child = set.templates[file], !child.outputs.contains(parts[2]) {
                found.append("\(place): \(file) has no output \(parts[2]).")
            }
        }
        return found
    }
}
