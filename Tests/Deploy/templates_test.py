"""The templates of deploy/aws: cfn-lint, the rules of rules.py, and what the rest of the project takes for granted."""

import base64
import json
import pathlib
import re
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import rules
from cloudformation import FOLDER, ROOT, Tree, load, names
from folders import changed

VECTORS = ROOT.parent / "shared/vectors"


def lint(folder):
    return subprocess.run(
        [pathlib.Path(sys.executable).with_name("cfn-lint"), *(str(folder / name) for name in names(folder))], capture_output=True, text=True)


def swift_keys(file, kind):
    """The names that a Codable type of RunModel has in JSON."""
    text = (ROOT / "Sources/RunModel/Settings" / file).read_text()
    body = text[re.search(rf"struct {kind}\b", text).start():]
    body = re.search(r"enum CodingKeys: String, CodingKey \{(.*?)\n    \}", body, re.DOTALL)[1]
    keys = set()
    for line in re.findall(r"case (.+)", body):
        for item in line.split(","):
            name, _, value = item.partition("=")
            keys.add(value.strip().strip('"') or name.strip())
    return keys


def matches(pattern, event):
    """Whether a rule of EventBridge takes an event: lists of exact values, and objects of such."""
    return all(
        matches(wanted, event.get(key, {})) if isinstance(wanted, dict) else event.get(key) in wanted
        for key, wanted in pattern.items())


class Templates(unittest.TestCase):
    def test_cfn_lint_says_nothing(self):
        done = lint(FOLDER)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))

    def test_cfn_lint_would_say_something(self):
        with changed("queue.yaml", "MinvCpus: 0", "MinimumCpus: 0") as folder:
            done = lint(folder)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("MinimumCpus", done.stdout)

    def test_rules_hold(self):
        self.assertEqual(list(rules.problems(FOLDER)), [])

    def test_rules_see_what_is_wrong(self):
        """Each row breaks one template in one place, and names a word of the rule's complaint."""
        secret = '"*"\n              - Sid: Sessions'
        rows = [
            ("function.yaml", "Action: sns:Publish\n                Resource: !Ref Topic",
             'Action: sns:Publish\n                Resource: "*"', "sns:Publish could be narrower"),
            ("function.yaml", "Action: sns:Publish", 'Action: "sns:*"', "a wildcard in an action"),
            ("function.yaml", "- Sid: Tell\n                Effect", "- Effect", "without a name"),
            ("function.yaml", "Resource: !Ref TableArn", "Resource: arn:aws:dynamodb:*:*:table/*", "reaches beyond"),
            ("project.yaml", "arn:${AWS::Partition}:s3:::${Bucket}/${Path}/*", "arn:${AWS::Partition}:s3:::*", "reaches beyond"),
            ("machines.yaml", "      Policies:", "      ManagedPolicyArns: [arn:aws:iam::aws:policy/PowerUserAccess]\n      Policies:",
             "a managed policy"),
            ("machines.yaml", "Resource: " + secret, "NotResource: " + secret, "NotResource"),
            ("function.yaml", "Principal: {Service: lambda.amazonaws.com}", 'Principal: {AWS: "*"}', "may take it on"),
            ("topic.yaml", '            Condition: {StringEquals: {"aws:SourceAccount": !Ref "AWS::AccountId"}}\n', "", "allows more"),
            ("events.yaml", "      SourceArn: !GetAtt Jobs.Arn\n", "", "could call the function"),
            ("artefacts.yaml", "BlockPublicPolicy: true", "BlockPublicPolicy: false", "not private"),
            ("remotes.yaml", "- ServerSideEncryptionByDefault: {SSEAlgorithm: AES256}", "[]", "not encrypted"),
            ("remotes.yaml", 'Bool: {"aws:SecureTransport": "false"}', 'Bool: {"aws:SecureTransport": "true"}', "unencrypted connections"),
            ("artefacts.yaml", "ExpirationInDays: 7", "ExpirationInDays: 8", "after 7 days"),
            ("remotes.yaml", "AbortIncompleteMultipartUpload: {DaysAfterInitiation: 1}", "ExpirationInDays: 30", "data expires"),
            ("api.yaml", "      RetentionInDays: !Ref LogDays\n", "", "for ever"),
            ("function.yaml", "      LoggingConfig: {LogGroup: !Ref Logs}\n", "", "nobody has made"),
            ("project.yaml", "awslogs-group: !Sub /aws/batch/${Prefix}-${Environment}", "awslogs-group: /aws/batch/job", "nobody has made"),
            ("machines.yaml", "HttpTokens: required", "HttpTokens: optional", "without a token"),
            ("machines.yaml", "HttpPutResponseHopLimit: 2", "HttpPutResponseHopLimit: 1", "hop limit"),
            ("machines.yaml", "        SecurityGroupIds:", "        KeyName: mine\n        SecurityGroupIds:", "key pair"),
            ("machines.yaml", "Encrypted: true", "Encrypted: false", "no encrypted gp3"),
            ("queue.yaml", "        MinvCpus: 0", "        Ec2KeyPair: mine\n        MinvCpus: 0", "key pair"),
            ("queue.yaml", "MinvCpus: 0", "MinvCpus: 4", "machines stay"),
            ("queue.yaml", "ImageType: !Ref Image", "ImageType: ECS_AL2", "Amazon Linux 2023"),
            ("bunsen.yaml", "Image: ECS_AL2023_NVIDIA", "Image: ECS_AL2023", "does not fit"),
            ("bunsen.yaml", "Default: g4dn,g5,g6", "Default: p2,p3", "none of the families"),
            ("endpoints.yaml", "CidrIp: !Ref Cidr", "CidrIp: 0.0.0.0/0", "from outside"),
            ("queue.yaml", "- Reason: CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY", "- Reason: OTHER", "waits for ever"),
            ("project.yaml", "      Timeout: {AttemptDurationSeconds: !Ref TimeoutSeconds}\n", "", "runs for ever"),
            ("table.yaml", "DeletionPolicy: RetainExceptOnCreate", "DeletionPolicy: Delete", "lost with its stack"),
            ("project.yaml", "UpdateReplacePolicy: Retain", "UpdateReplacePolicy: Delete", "lost with its stack"),
            ("table.yaml", "PointInTimeRecoveryEnabled: true", "PointInTimeRecoveryEnabled: false", "point in time"),
            ("table.yaml", "AttributeName: expires", "AttributeName: other", "nothing expires"),
            ("project.yaml", '"countNumber": 15', '"countNumber": 5', "kept otherwise"),
            ("bunsen.yaml", "    Default: acme\n", "", "no value|no default"),
            ("bunsen.yaml", "[development, staging, testing, production]", "[production]", "other environments|may not be"),
            ("topic.yaml", "  Name: {Type: String}", "  Name: {Type: String}\n  Other: {Type: String, Default: a}", "used nowhere"),
            ("bunsen.yaml", "/${TemplatesPath}/topic.yaml", "/other/topic.yaml", "artefact bucket"),
            ("bunsen.yaml", "/${TemplatesPath}/topic.yaml", "/${TemplatesPath}/table.yaml", "no such parameters"),
            ("topic.yaml", "${Name}-failures", "failures", "the same in two environments"),
        ]
        for file, old, new, complaint in rows:
            with self.subTest(complaint, file=file), changed(file, old, new) as folder:
                try:
                    found = list(rules.problems(folder))
                except (KeyError, ValueError) as error:
                    found = [str(error)]
                self.assertTrue(any(re.search(complaint, text) for text in found), found)

    def test_a_template_that_is_part_of_nothing_is_named(self):
        with changed("topic.yaml", "AWSTemplateFormatVersion", "AWSTemplateFormatVersion") as folder:
            (folder / "stray.yaml").write_text((folder / "table.yaml").read_text())
            self.assertEqual(list(rules.problems(folder)), ["stray.yaml: is part of nothing"])


class Parts(unittest.TestCase):
    """What the program expects of them."""

    def one(self, kind, parameters=None, file="bunsen.yaml"):
        found = [resource["Properties"] for _, _, resource in Tree(file, parameters).all(kind)]
        self.assertEqual(len(found), 1, kind)
        return found[0]

    def test_the_function_is_told_what_it_reads(self):
        text = (ROOT / "Sources/Lambda/Settings/LambdaEnvironment.swift").read_text()
        read = set(re.findall(r'value\("([A-Z_]+)"\)', text))
        self.assertIn("BUNSEN_TABLE", read)
        told = self.one("AWS::Lambda::Function", {"HookUuidsSecret": "acme/production/hook-uuids"})
        self.assertEqual(set(told["Environment"]["Variables"]), read)
        plain = self.one("AWS::Lambda::Function")
        self.assertEqual(read - set(plain["Environment"]["Variables"]), {"ALLOWED_WEBHOOK_UUIDS_SECRET_ID"})
        self.assertEqual(plain["Environment"]["Variables"]["BUNSEN_PARAMETERS"], "/acme/production")
        self.assertEqual((plain["Runtime"], plain["Handler"], plain["Timeout"]), ("provided.al2023", "bootstrap", 60))

    def test_the_table_has_the_keys_of_the_store(self):
        table = self.one("AWS::DynamoDB::Table")
        keys = (ROOT / "Sources/Stores/DynamoStore/Keys.swift").read_text()
        items = (ROOT / "Sources/Stores/DynamoStore/RunItems.swift").read_text()
        store = (ROOT / "Sources/Stores/DynamoStore/DynamoStore.swift").read_text()
        self.assertEqual([key["AttributeName"] for key in table["KeySchema"]],
                         list(re.search(r'\["(\w+)": \.string\(partition\), "(\w+)": \.string\(sort\)\]', keys).groups()))
        (index,) = table["GlobalSecondaryIndexes"]
        self.assertEqual(index["IndexName"], re.search(r'static let index = "(\w+)"', store)[1])
        for key in index["KeySchema"]:
            self.assertIn(f'item["{key["AttributeName"]}"] = .string(', items)
        self.assertEqual(index["Projection"], {"ProjectionType": "ALL"})
        self.assertEqual({a["AttributeName"]: a["AttributeType"] for a in table["AttributeDefinitions"]},
                         dict.fromkeys(["pk", "sk", "shelf", "since"], "S"))

    def test_settings_are_what_the_function_reads(self):
        for spot_first in ("yes", "no"):
            parameter = self.one("AWS::SSM::Parameter", {"SpotFirst": spot_first})
            self.assertEqual(parameter["Name"], "/acme/production/service")
            settings = json.loads(parameter["Value"])
            self.assertLessEqual(set(settings), swift_keys("ParameterSettings.swift", "ParameterSettings"))
            for queue in settings["batch"].values():
                self.assertLessEqual(set(queue), swift_keys("BatchSettings.swift", "BatchSettings"))
            for rule in settings["queues"]:
                self.assertLessEqual(set(rule["on"]), set(settings["batch"]))
            self.assertEqual([rule["on"][0] for rule in settings["queues"]],
                             ["gpu-spot", "spot"] if spot_first == "yes" else ["gpu", "on-demand"])
        for wandb in ("", rules.ALL_ON["project.yaml"]["WandbSecret"]):
            parameter = self.one("AWS::SSM::Parameter", {"WandbSecret": wandb}, "project.yaml")
            self.assertEqual(parameter["Name"], "/acme/production/projects/digits")
            settings = json.loads(parameter["Value"])
            self.assertLessEqual(set(settings), swift_keys("ParameterSettings.swift", "ParameterProject"))
            self.assertLessEqual(set(settings["defaults"]), swift_keys("ResourceDefaults.swift", "ResourceDefaults"))
            self.assertEqual(settings["secrets"], ["WANDB_API_KEY"] if wandb else [])
            self.assertLess(len(parameter["Value"]), 4096)

    def test_settings_of_ones_own_take_their_place(self):
        self.assertEqual(self.one("AWS::SSM::Parameter", {"ServiceSettings": '{"limits": {}}'})["Value"], '{"limits": {}}')
        self.assertEqual(self.one("AWS::SSM::Parameter", {"ProjectSettings": "{}"}, "project.yaml")["Value"], "{}")

    def test_the_definition_is_found_and_has_what_a_job_needs(self):
        definition = self.one("AWS::Batch::JobDefinition", file="project.yaml")
        self.assertEqual(definition["JobDefinitionName"], "acme-production-ml-digits")
        container = definition["ContainerProperties"]
        self.assertEqual(container["Command"], ["bunsen", "job"])
        self.assertEqual(container["Image"], "123456789012.dkr.ecr.eu-west-1.amazonaws.com/acme/digits:prod")
        self.assertEqual([secret["Name"] for secret in container["Secrets"]], ["BUNSEN_FORGE_TOKEN"])
        # A GPU in the definition would be one for every run: `ACME_GPUS 0` leaves the requirement out.
        self.assertEqual({need["Type"] for need in container["ResourceRequirements"]}, {"VCPU", "MEMORY"})
        self.assertEqual(container["MountPoints"], [{"SourceVolume": "cache", "ContainerPath": "/dvc-cache", "ReadOnly": False}])
        former = self.one("AWS::Batch::JobDefinition", rules.ALL_ON["project.yaml"], "project.yaml")["ContainerProperties"]
        self.assertEqual(former["Command"], ["/acme-scripts/job-setup.sh", "Ref::repositoryName", "Ref::branchName"])
        self.assertEqual([volume["Name"] for volume in former["Volumes"]], ["cache", "scripts"])

    def test_machines_make_the_directories_that_definitions_mount(self):
        def data(parameters):
            template = self.one("AWS::EC2::LaunchTemplate", parameters)
            return base64.b64decode(template["LaunchTemplateData"]["UserData"]).decode()

        plain = data({"CacheDirectory": "/cache"})
        self.assertIn("install -d -m 1777 /cache\n", plain)
        self.assertNotIn("aws s3", plain)
        full = data({"HostScripts": "/acme-scripts"})
        self.assertIn("s3://acme-production-bunsen-123456789012-eu-west-1/host/ /acme-scripts/;", full)
        for text in (plain, full):
            script = text[text.index("#!/bin/bash"):text.index("--bunsen--")]
            checked = subprocess.run(["shellcheck", "-"], input=script, capture_output=True, text=True)
            self.assertEqual(checked.returncode, 0, checked.stdout)

    def test_there_are_three_zones_and_every_way_out(self):
        for nat, gateways in (("none", 0), ("one", 1), ("each", 3)):
            tree = Tree("bunsen.yaml", {"Nat": nat, "EcrEndpoints": "yes"})
            self.assertEqual(len(list(tree.all("AWS::EC2::NatGateway"))), gateways)
            subnets = [subnet["Properties"] for _, _, subnet in tree.all("AWS::EC2::Subnet")]
            blocks = [subnet["CidrBlock"] for subnet in subnets]
            self.assertEqual(len(set(blocks)), 3 if nat == "none" else 6, blocks)
            self.assertEqual(len({subnet["AvailabilityZone"] for subnet in subnets}), 3)
            used = tree.outputs["Subnets"].split(",")
            self.assertEqual(len(set(used)), 3)
            self.assertTrue(all(("Public" if nat == "none" else "Private") in name for name in used), used)
            # Each private subnet goes out through a gateway of NAT; S3 is reached from all of them without.
            routes = [route["Properties"] for _, _, route in tree.all("AWS::EC2::Route")]
            self.assertEqual(len([route for route in routes if "NatGatewayId" in route]), 0 if nat == "none" else 3)
            self.assertEqual(len({route["NatGatewayId"] for route in routes if "NatGatewayId" in route}), gateways)
            endpoints = [endpoint["Properties"] for _, _, endpoint in tree.all("AWS::EC2::VPCEndpoint")]
            s3 = next(endpoint for endpoint in endpoints if endpoint["ServiceName"].endswith(".s3"))
            self.assertEqual(len(set(s3["RouteTableIds"])), 1 if nat == "none" else 4)
            self.assertEqual({endpoint["ServiceName"].rpartition("eu-west-1.")[2] for endpoint in endpoints}, {"s3", "ecr.api", "ecr.dkr"})

    def test_spot_and_others(self):
        tree = Tree("bunsen.yaml")
        made = {
            "".join(path): (stack.resources["Queue"]["Properties"], stack.resources["ComputeEnvironment"]["Properties"]["ComputeResources"])
            for path, stack in tree.stacks.items() if stack.file == "queue.yaml"}
        self.assertEqual({name: machines["Type"] for name, (_, machines) in made.items()},
                         {"Spot": "SPOT", "OnDemand": "EC2", "GpuSpot": "SPOT", "Gpu": "EC2"})
        self.assertEqual([queue["JobQueueName"] for queue, _ in made.values()],
                         ["acme-production-spot", "acme-production-on-demand", "acme-production-gpu-spot", "acme-production-gpu"])
        # Batch changes such environments in place; with a service role of one's own or another strategy it does not.
        for _, machines in made.values():
            self.assertIn(machines["AllocationStrategy"], ("SPOT_PRICE_CAPACITY_OPTIMIZED", "BEST_FIT_PROGRESSIVE"))

    def test_hooks_reach_the_function(self):
        tree = Tree("bunsen.yaml")
        routes = {route["Properties"]["RouteKey"] for _, _, route in tree.all("AWS::ApiGatewayV2::Route")}
        self.assertEqual(routes, {"POST /hooks/{forge}", "POST /hooks/{forge}/{project}", "POST /bitbucket-webhook", "GET /healthz"})
        self.assertEqual(self.one("AWS::ApiGatewayV2::Integration")["PayloadFormatVersion"], "2.0")
        # The paths are those that the function answers to, as no stage stands before them.
        self.assertEqual(self.one("AWS::ApiGatewayV2::Stage")["StageName"], "$default")

    def test_an_address_is_told_of_failures_where_there_is_one(self):
        self.assertEqual(self.one("AWS::SNS::Subscription", {"Email": "lab@example.org"})["Endpoint"], "lab@example.org")
        self.assertEqual(list(Tree("bunsen.yaml").all("AWS::SNS::Subscription")), [])

    def test_outputs(self):
        self.assertLessEqual(
            {"Url", "SpotQueue", "OnDemandQueue", "GpuSpotQueue", "GpuQueue", "ComputeEnvironments", "Topic", "Subnets"},
            set(Tree("bunsen.yaml").outputs))
        self.assertEqual(Tree("project.yaml").outputs["Remote"], "s3://acme-production-dvc-123456789012-eu-west-1/digits")

    def rule(self):
        tree = Tree("bunsen.yaml")
        (rule,) = [rule["Properties"] for _, _, rule in tree.all("AWS::Events::Rule") if "EventPattern" in rule["Properties"]]
        return rule["EventPattern"]

    @unittest.skipUnless((VECTORS / "aws-batch").is_dir(), "the samples of Batch's events are not here")
    def test_events_of_our_jobs_arrive_and_no_others(self):
        pattern = self.rule()
        taken = 0
        for file in sorted((VECTORS / "aws-batch").glob("event-*.json")):
            event = json.loads(file.read_text())
            self.assertFalse(matches(pattern, event), f"{file.name}: a queue of somebody else's")
            event["detail"]["jobQueue"] = pattern["detail"]["jobQueue"][2]
            self.assertEqual(matches(pattern, event), event["detail"]["status"] in ("RUNNING", "SUCCEEDED", "FAILED"), file.name)
            taken += matches(pattern, event)
        self.assertGreater(taken, 3)

    def test_events_are_taken_by_queue_and_state(self):
        pattern = self.rule()
        self.assertEqual(len(pattern["detail"]["jobQueue"]), 4)
        event = {"source": "aws.batch", "detail-type": "Batch Job State Change",
                 "detail": {"jobQueue": pattern["detail"]["jobQueue"][0], "status": "FAILED"}}
        self.assertTrue(matches(pattern, event))
        self.assertFalse(matches(pattern, {**event, "source": "aws.ecs"}))

    def test_the_guide_names_every_parameter_and_output(self):
        guide = (ROOT / "docs/guide/aws-deploy.md").read_text()

        def unnamed(text):
            return [f"{file}: {name}" for file in rules.ENTRIES for part in ("Parameters", "Outputs")
                    for name in load(file)[part] if f"`{name}`" not in text]

        self.assertEqual(unnamed(guide), [])
        self.assertEqual(unnamed(guide.replace("`Nat`", "").replace("`SpotQueue`", "")), ["bunsen.yaml: Nat", "bunsen.yaml: SpotQueue"])

    def test_files_are_short(self):
        for name in names():
            self.assertLess(len((FOLDER / name).read_text().splitlines()), 320, name)
            self.assertTrue(load(name)["Description"], name)


if __name__ == "__main__":
    unittest.main()
