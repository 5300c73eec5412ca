import Deployment
import Foundation
import TestKit
import Testing

@Suite struct TemplateTests {
    private static func own(_ file: String, _ old: String, _ new: String) throws -> TemplateSet {
        let texts = try TemplateSet.own().templates.map { name, template -> (String, String) in
            guard name == file else { return (name, template.text) }
            let changed = template.text.replacing(old, with: new, maxReplacements: 1)
            try #require(changed != template.text, "\(file) has no \(old)")
            return (name, changed)
        }
        return try TemplateSet(texts)
    }

    @Test func `the program's templates are those of the folder, all of them, and fit together`() throws {
        let own = try TemplateSet.own()
        let folder = try TemplateSet.read("\(Program.checkout)/deploy/aws")
        #expect(own.templates.mapValues(\.text) == folder.templates.mapValues(\.text))
        #expect(own.path == folder.path)
        #expect(TemplateCheck.problems(of: own) == [])
    }

    @Test(arguments: [
        ("bunsen.yaml", "/network.yaml", "/netz.yaml", "bunsen.yaml: Net: there is no template netz.yaml."),
        ("bunsen.yaml", "        Nat: !Ref Nat", "        Nut: !Ref Nat", "bunsen.yaml: Net: network.yaml has no parameter Nut."),
        ("queue.yaml", "  Name: {Type: String}", "  Name: {Type: String}\n  More: {Type: String}", "queue.yaml wants the parameter More."),
        ("table.yaml", "  Arn:\n    Value", "  Ern:\n    Value", "bunsen.yaml: Service: table.yaml has no output Arn."),
        ("bunsen.yaml", "!GetAtt Door.Outputs.Url", "x", ""),
        ("bunsen.yaml", "Default: 1800", "Default: 18", "bunsen.yaml: the default of CapacitySeconds is at least 600."),
        ("bunsen.yaml", "Default: none", "Default: some", "bunsen.yaml: the default of Nat is one of none, one, each."),
        (
            "project.yaml", "Description: One", "Description: \(String(repeating: "o", count: 50_000))",
            "bytes; CloudFormation takes 51200."
        ),
    ])
    func `what does not fit is seen`(_ file: String, _ old: String, _ new: String, _ problem: String) throws {
        let problems = TemplateCheck.problems(of: try Self.own(file, old, new))
        #expect(problem.isEmpty ? problems.isEmpty : problems.contains { $0.hasSuffix(problem) }, "\(problems)")
    }

    @Test func `a change anywhere gives the templates another place`() throws {
        #expect(try Self.own("zone.yaml", "Description:", "Description: A").path != TemplateSet.own().path)
    }

    @Test func `what is no template is refused by name`() throws {
        let faults = [
            ("a: [", "is no YAML"), ("[]", "is no mapping"), ("a: 1", "has no Resources"), ("Resources: {A: {}}", "without a Type"),
        ]
        for (text, why) in faults {
            let error = try #require(throws: DeploymentError.self) { try Template(name: "a.yaml", text: text) }
            #expect(error.message.contains("a.yaml \(why)") || error.message.contains(why), "\(error)")
        }
        #expect(try #require(throws: DeploymentError.self) { try TemplateSet.read("/nowhere") }.code == "no_templates")
    }

    @Test func `parameters are checked as CloudFormation does, all at once`() throws {
        let root = try TemplateSet.own().template(TemplateSet.root)
        let good = try Overrides(["Nat=one", "MaxVcpus=64", "ServiceSettings={\"a\": \"b=c\"}"], for: root, own: Overrides.root)
        #expect(good.values == ["Nat": "one", "MaxVcpus": "64", "ServiceSettings": "{\"a\": \"b=c\"}"])
        let wrong = ["Nat=two", "MaxVcpus=many", "DiskGiB=5", "email=a@b", "Nonsense", "CodeKey=x", "Email=a", "Email=b"]
        let error = try #require(throws: DeploymentError.self) { try Overrides(wrong, for: root, own: Overrides.root) }
        for part in [
            "Nat is one of none, one, each, and not “two”", "MaxVcpus is a number, and not “many”", "DiskGiB is at least 30",
            "no parameter email; is Email meant?", "“Nonsense” is not of the form NAME=VALUE", "CodeKey is the uploaded package's",
            "Email is given twice",
        ] { #expect(error.message.contains(part), "\(part)\n\(error.message)") }
    }

    @Test func `names follow from prefix and environment, and others are refused`() throws {
        let names = try DeploymentNames(prefix: "acme", environment: "staging")
        #expect(names.bucket(account: "1", region: "eu-west-1") == "acme-staging-bunsen-1-eu-west-1")
        #expect(names.project("a_b") == "acme-staging-a-b")
        #expect(throws: DeploymentError.self) { try DeploymentNames(prefix: "acme", environment: "live") }
        #expect(throws: DeploymentError.self) { try DeploymentNames(prefix: "Acme", environment: "staging") }
    }
}
