"""The templates made, changed and removed by an emulator of AWS (moto), as far as it goes.

It knows no outputs of nested stacks, so that they are flattened into one; that parents and children fit is what flattening
them and the templates' own tests say. The types that it skips are listed here and compared with what it did: templates_test.py
reads such resources resolved instead.
"""

import functools
import json
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

import boto3
import botocore.exceptions

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from cloudformation import ROOT, Tree
from flat import flat, joined, split

# Made without a word, and without a trace.
SKIPPED = {
    "AWS::ApiGatewayV2::Api", "AWS::ApiGatewayV2::Integration", "AWS::ApiGatewayV2::Route", "AWS::ApiGatewayV2::Stage",
    "AWS::CloudWatch::Alarm", "AWS::S3::BucketPolicy", "AWS::SNS::Subscription", "AWS::SNS::TopicPolicy",
    "AWS::SecretsManager::Secret",
}
# Lost from sight where a change is asked of them: that AWS changes them in place is not shown here.
FORGOTTEN = {"AWS::Batch::ComputeEnvironment", "AWS::EC2::VPCEndpoint", "AWS::Logs::LogGroup"}
# Left where they are when their stack goes.
NOT_REMOVED = {
    "AWS::Batch::ComputeEnvironment", "AWS::Batch::JobDefinition", "AWS::Batch::JobQueue", "AWS::EC2::InternetGateway",
    "AWS::EC2::RouteTable", "AWS::EC2::VPC", "AWS::EC2::VPCEndpoint",
}
SERVICE_ROLE = "arn:aws:iam::123456789012:role/aws-service-role/batch.amazonaws.com/AWSServiceRoleForBatch"


def body(file, parameters):
    """A template in the words that the emulator knows."""
    template = flat(file, parameters, SKIPPED)
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Batch::ComputeEnvironment":
            # AWS takes its own role by itself, and security groups from the launch template.
            resource["Properties"]["ServiceRole"] = SERVICE_ROLE
            resource["Properties"]["ComputeResources"]["SecurityGroupIds"] = [{"Ref": "MachinesSecurityGroup"}]
        if resource.get("DeletionPolicy") == "RetainExceptOnCreate":
            resource["DeletionPolicy"] = "Retain"
    return template


class Emulator(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        output = tempfile.TemporaryFile()
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "scripts/services/aws.py"), str(port)], stdout=output, stderr=output)
        cls.addClassCleanup(output.close)
        cls.addClassCleanup(process.wait)
        cls.addClassCleanup(process.terminate)
        deadline = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if time.monotonic() > deadline or process.poll() is not None:
                    raise AssertionError("the emulator does not start") from None
                time.sleep(0.05)
        cls.address = f"http://127.0.0.1:{port}"
        session = boto3.Session("a", "b", region_name="eu-west-1")
        cls.client = staticmethod(functools.cache(lambda service: session.client(service, endpoint_url=cls.address)))
        cls.stacks = cls.client("cloudformation")
        cls.make_service_role()

    @classmethod
    def post(cls, what, body):
        urllib.request.urlopen(urllib.request.Request(
            f"{cls.address}/moto-api/{what}", json.dumps(body).encode(), {"Content-Type": "application/json"})).close()

    @classmethod
    def make_service_role(cls):
        path, name = SERVICE_ROLE.split(":role")[1].rsplit("/", 1)
        cls.client("iam").create_role(RoleName=name, Path=f"{path}/", AssumeRolePolicyDocument="{}")

    def setUp(self):
        self.artefacts = self.deploy("create", "artefacts", "artefacts.yaml", {})
        self.client("s3").put_object(Bucket=self.artefacts["Bucket"], Key="function/bunsen-lambda.zip", Body=b"PK\5\6" + bytes(18))
        self.outputs = self.deploy("create", "acme-production", "bunsen.yaml", {"Email": "lab@example.org"})

    def tearDown(self):
        self.post("reset", {})
        self.make_service_role()

    def deploy(self, how, name, file, parameters, forgotten=frozenset()):
        """Creates or updates a stack, looks whether all of its resources are there, and returns its outputs."""
        template = body(file, parameters)
        getattr(self.stacks, f"{how}_stack")(StackName=name, TemplateBody=json.dumps(template), Capabilities=["CAPABILITY_IAM"])
        stack = self.stacks.describe_stacks(StackName=name)["Stacks"][0]
        self.assertEqual(stack["StackStatus"], f"{how.upper()}_COMPLETE")
        there = {resource["LogicalResourceId"] for resource in self.stacks.describe_stack_resources(StackName=name)["StackResources"]
                 if resource.get("ResourceType")}
        lacking = {resource["Type"] for name, resource in template["Resources"].items() if name not in there}
        self.assertEqual(lacking, forgotten | SKIPPED & {resource["Type"] for resource in template["Resources"].values()})
        return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}

    def functions(self):
        """Those that CloudFormation has made: without Docker the emulator's API looks where it has put none of them."""
        self.post("config", {"lambda": {"use_docker": True}})
        try:
            return self.client("lambda").list_functions()["Functions"]
        finally:
            self.post("config", {"lambda": {"use_docker": False}})

    def left(self):
        """{type: what there is of it}, for all types of the templates that the emulator makes, but for those that are kept."""
        of = self.client
        ours = [{"Name": "cidr", "Values": ["10.42.0.0/16"]}]
        service_role = SERVICE_ROLE.rpartition("/")[2]
        return {
            "AWS::Batch::ComputeEnvironment": of("batch").describe_compute_environments()["computeEnvironments"],
            "AWS::Batch::JobDefinition": of("batch").describe_job_definitions()["jobDefinitions"],
            "AWS::Batch::JobQueue": of("batch").describe_job_queues()["jobQueues"],
            "AWS::EC2::InternetGateway": of("ec2").describe_internet_gateways()["InternetGateways"],
            "AWS::EC2::LaunchTemplate": of("ec2").describe_launch_templates()["LaunchTemplates"],
            "AWS::EC2::SecurityGroup": [
                group for group in of("ec2").describe_security_groups()["SecurityGroups"] if group["GroupName"] != "default"],
            "AWS::EC2::Subnet": of("ec2").describe_subnets(Filters=[{"Name": "cidr", "Values": ["10.42.*"]}])["Subnets"],
            "AWS::EC2::VPC": of("ec2").describe_vpcs(Filters=ours)["Vpcs"],
            "AWS::EC2::VPCEndpoint": of("ec2").describe_vpc_endpoints()["VpcEndpoints"],
            "AWS::Events::Rule": of("events").list_rules()["Rules"],
            "AWS::IAM::InstanceProfile": of("iam").list_instance_profiles()["InstanceProfiles"],
            "AWS::IAM::Role": [role for role in of("iam").list_roles()["Roles"] if role["RoleName"] != service_role],
            "AWS::Lambda::Function": self.functions(),
            "AWS::SNS::Topic": of("sns").list_topics()["Topics"],
            "AWS::SSM::Parameter": of("ssm").describe_parameters()["Parameters"],
        }

    def settings(self, name):
        return json.loads(self.client("ssm").get_parameter(Name=f"/acme/production/{name}")["Parameter"]["Value"])

    def test_it_goes_up_changes_and_goes_down(self):
        self.deploy("create", "digits", "project.yaml", {})
        self.assertEqual({kind for kind, there in self.left().items() if not there}, set())
        changed = self.deploy("update", "acme-production", "bunsen.yaml", {"SpotFirst": "no", "Email": "lab@example.org"})
        self.assertEqual(changed["Table"], self.outputs["Table"])
        self.assertEqual(self.settings("service")["queues"][1]["on"], ["on-demand"])

        self.stacks.delete_stack(StackName="digits")
        # Left over, these keep the network from being removed; AWS removes them.
        with self.assertRaisesRegex(botocore.exceptions.ClientError, "The vpc .* has dependencies"):
            self.stacks.delete_stack(StackName="acme-production")
        ec2 = self.client("ec2")
        for table in ec2.describe_route_tables()["RouteTables"]:
            if not table["Associations"]:
                ec2.delete_route_table(RouteTableId=table["RouteTableId"])
        self.stacks.delete_stack(StackName="acme-production")
        self.stacks.delete_stack(StackName="artefacts")
        self.assertEqual(self.stacks.describe_stacks()["Stacks"], [])
        self.assertEqual({kind for kind, there in self.left().items() if there} | {"AWS::EC2::RouteTable"}, NOT_REMOVED)
        # What cannot be made anew is kept.
        self.assertEqual(self.client("dynamodb").list_tables()["TableNames"], [self.outputs["Table"]])
        self.assertEqual({bucket["Name"] for bucket in self.client("s3").list_buckets()["Buckets"]},
                         {self.outputs["ArtefactBucket"], self.outputs["RemoteBucket"]})
        self.assertEqual([images["repositoryName"] for images in self.client("ecr").describe_repositories()["repositories"]], ["acme/digits"])
        self.assertEqual([group["logGroupName"] for group in self.client("logs").describe_log_groups()["logGroups"]],
                         ["/aws/batch/acme-production"])

    def test_changes_that_the_emulator_forgets(self):
        changes = {"Nat": "each", "MaxVcpus": "64", "LogDays": "30"}
        changed = self.deploy("update", "acme-production", "bunsen.yaml", changes, FORGOTTEN)
        self.assertEqual(len(self.client("ec2").describe_nat_gateways()["NatGateways"]), 3)
        self.assertEqual(len(set(changed["Subnets"].split(",")) - set(self.outputs["Subnets"].split(","))), 3)
        tree = Tree("bunsen.yaml", changes)
        environments = [made["Properties"]["ComputeResources"] for _, _, made in tree.all("AWS::Batch::ComputeEnvironment")]
        self.assertEqual([made["MaxvCpus"] for made in environments], ["64"] * 4)
        self.assertEqual({group["Properties"]["RetentionInDays"] for _, _, group in tree.all("AWS::Logs::LogGroup")}, {"30"})

    def test_what_cannot_be_made_is_refused(self):
        wrong = {"Environment": "testing", "RemoteBucket": self.outputs["RemoteBucket"], "InstanceTypes": "m6i,x99"}
        with self.assertRaisesRegex(Exception, "Instance type x99 does not exist"):
            self.deploy("create", "acme-testing", "bunsen.yaml", wrong)

    def test_its_parts_fit_together(self):
        self.deploy("create", "digits", "project.yaml", {})
        project, service = self.settings("projects/digits"), self.settings("service")
        batch, logs = self.client("batch"), self.client("logs")

        queues = {queue["jobQueueArn"]: queue for queue in batch.describe_job_queues()["jobQueues"]}
        self.assertEqual({queue["queue"] for queue in service["batch"].values()}, set(queues))
        environments = {made["computeEnvironmentArn"] for made in batch.describe_compute_environments()["computeEnvironments"]}
        self.assertEqual({queue["computeEnvironmentOrder"][0]["computeEnvironment"] for queue in queues.values()}, environments)
        self.assertEqual(set(self.outputs["ComputeEnvironments"].split(",")), environments)

        (definition,) = batch.describe_job_definitions(jobDefinitionName=project["job_definition"])["jobDefinitions"]
        options = definition["containerProperties"]["logConfiguration"]["options"]
        groups = {group["logGroupName"]: int(group["retentionInDays"]) for group in logs.describe_log_groups()["logGroups"]}
        self.assertEqual(groups, dict.fromkeys([options["awslogs-group"], "/aws/lambda/acme-production-bunsen",
                                                "/aws/vendedlogs/acme-production-bunsen-api"], 90))
        for queue in service["batch"].values():
            batch.submit_job(jobName="bunsen-digits", jobQueue=queue["queue"], jobDefinition=project["job_definition"])

        (function,) = self.functions()
        variables = function["Environment"]["Variables"]
        self.assertEqual(variables["BUNSEN_TOPIC_ARN"], self.outputs["Topic"])
        self.assertIn(variables["JOB_QUEUE_ARN"], queues)
        found = self.client("ssm").get_parameters_by_path(Path=variables["BUNSEN_PARAMETERS"], Recursive=True)["Parameters"]
        self.assertEqual({parameter["Name"] for parameter in found}, {"/acme/production/service", "/acme/production/projects/digits"})
        table = self.client("dynamodb").describe_table(TableName=variables["BUNSEN_TABLE"])["Table"]
        self.assertEqual([key["AttributeName"] for key in table["KeySchema"]], ["pk", "sk"])
        self.assertEqual([index["IndexName"] for index in table["GlobalSecondaryIndexes"]], ["shelves"])

        events = self.client("events")
        for rule in ("jobs", "tick"):
            (target,) = events.list_targets_by_rule(Rule=f"acme-production-bunsen-{rule}")["Targets"]
            self.assertEqual(target["Arn"], function["FunctionArn"])
        pattern = json.loads(events.describe_rule(Name="acme-production-bunsen-jobs")["EventPattern"])
        self.assertEqual(set(pattern["detail"]["jobQueue"]), set(queues))

        launch = self.client("ec2").describe_launch_template_versions(Versions=["$Latest"], Filters=[])["LaunchTemplateVersions"]
        self.assertEqual(launch[0]["LaunchTemplateData"]["MetadataOptions"]["HttpPutResponseHopLimit"], 2)
        for bucket in (self.artefacts["Bucket"], self.outputs["RemoteBucket"]):
            rules = self.client("s3").get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
            self.assertEqual(rules[0]["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"], "AES256")



class Flattening(unittest.TestCase):
    def test_text_is_joined_and_split_around_references(self):
        reference = {"Ref": "Queue"}
        self.assertEqual(joined(["a", "b", reference, "", {"Fn::Join": ["", ["c", reference]]}]),
                         {"Fn::Join": ["", ["ab", reference, "c", reference]]})
        self.assertEqual((joined([]), joined(["a"]), joined([reference])), ("", "a", reference))
        self.assertEqual(split({"Fn::Join": ["", [reference, ",a-", reference, ",b"]]}),
                         [reference, {"Fn::Join": ["", ["a-", reference]]}, "b"])


if __name__ == "__main__":
    unittest.main()
