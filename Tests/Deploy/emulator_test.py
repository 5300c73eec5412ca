"""The templates made, changed and removed by an emulator of AWS (moto), as far as it goes.

It knows no outputs of nested stacks, so that they are flattened into one; that parents and children fit is what flattening
them and the templates' own tests say. The types that it skips are listed here and compared with what it did: templates_test.py
reads such resources resolved instead.
"""

import json
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
import unittest

import boto3

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from cloudformation import ROOT
from flat import flat, joined, split

# Made without a word, and without a trace.
SKIPPED = {
    "AWS::ApiGatewayV2::Api", "AWS::ApiGatewayV2::Integration", "AWS::ApiGatewayV2::Route", "AWS::ApiGatewayV2::Stage",
    "AWS::CloudWatch::Alarm", "AWS::S3::BucketPolicy", "AWS::SNS::Subscription", "AWS::SNS::TopicPolicy",
    "AWS::SecretsManager::Secret",
}
# AWS takes it by itself; the emulator wants to be told.
SERVICE_ROLE = "arn:aws:iam::123456789012:role/aws-service-role/batch.amazonaws.com/AWSServiceRoleForBatch"


def body(file, parameters):
    template = flat(file, parameters, SKIPPED)
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Batch::ComputeEnvironment":
            resource["Properties"]["ServiceRole"] = SERVICE_ROLE
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
        session = boto3.Session("a", "b", region_name="eu-west-1")
        cls.client = staticmethod(lambda service: session.client(service, endpoint_url=f"http://127.0.0.1:{port}"))
        cls.stacks = cls.client("cloudformation")

    def deploy(self, how, name, file, parameters):
        """Creates or updates a stack; returns its outputs, after a look at which of its resources there are."""
        template = body(file, parameters)
        getattr(self.stacks, f"{how}_stack")(StackName=name, TemplateBody=json.dumps(template), Capabilities=["CAPABILITY_IAM"])
        stack = self.stacks.describe_stacks(StackName=name)["Stacks"][0]
        self.assertEqual(stack["StackStatus"], f"{how.upper()}_COMPLETE")
        there = [resource["LogicalResourceId"] for resource in self.stacks.describe_stack_resources(StackName=name)["StackResources"]
                 if resource.get("ResourceType")]
        wanted = [name for name, resource in template["Resources"].items() if resource["Type"] not in SKIPPED]
        self.assertEqual(sorted(there), sorted(wanted))
        return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}

    def test_it_goes_up_changes_and_goes_down(self):
        artefacts = self.deploy("create", "artefacts", "artefacts.yaml", {})
        s3 = self.client("s3")
        s3.put_object(Bucket=artefacts["Bucket"], Key="function/bunsen-lambda.zip", Body=b"PK\5\6" + bytes(18))
        outputs = self.deploy("create", "acme-production", "bunsen.yaml", {"Email": "lab@example.org"})
        project = self.deploy("create", "digits", "project.yaml", {})
        self.look(artefacts, outputs, project)
        self.submit(outputs)

        changes = {"Nat": "one", "MaxVcpus": "64", "LogDays": "30", "SpotFirst": "no"}
        changed = self.deploy("update", "acme-production", "bunsen.yaml", changes)
        self.assertEqual(changed["Table"], outputs["Table"])
        self.assertNotEqual(changed["Subnets"], outputs["Subnets"])
        self.assertEqual(self.settings(changed)["queues"][1]["on"], ["on-demand"])

        table = outputs["Table"]
        for name in ("digits", "acme-production", "artefacts"):
            self.stacks.delete_stack(StackName=name)
        self.assertEqual(self.stacks.describe_stacks()["Stacks"], [])
        self.assertEqual(self.client("lambda").list_functions()["Functions"], [])
        self.assertEqual(self.client("batch").describe_job_queues()["jobQueues"], [])
        print(self.client("dynamodb").list_tables(), s3.list_buckets()["Buckets"], self.client("ecr").describe_repositories()["repositories"])

    def settings(self, outputs):
        return json.loads(self.client("ssm").get_parameter(Name="/acme/production/service")["Parameter"]["Value"])

    def look(self, artefacts, outputs, project):
        pass

    def submit(self, outputs):
        pass


if __name__ == "__main__":
    unittest.main()
