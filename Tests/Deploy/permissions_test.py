"""deploy/aws/permissions.json: the calls of each part, and what its role must and must not allow for them.

The function's calls are read from its sources, the DVC remote's from what DVC sends to an S3; the agents' are AWS's own.
"""

import collections
import copy
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import calls
import rules
from cloudformation import FOLDER, ROOT, Tree
from folders import changed
from policies import listed, matches, may
from remote_s3 import RecordingS3, right

PARTS = json.loads((FOLDER / "permissions.json").read_text())
BUCKET = "acme-production-dvc-123456789012-eu-west-1"


def granted(folder=FOLDER):
    """{"file: role": statements}, with all that can be switched on."""
    found = collections.defaultdict(list)
    for file, name, statement in rules.statements(folder):
        found[f"{file}: {name}"].append(statement)
    return dict(found)


def asked(entry):
    """(resource, context) of a line under `on` or `not_on`."""
    if isinstance(entry, str):
        return entry, {}
    return entry["resource"], {key: value for key, value in entry.items() if key != "resource"}


def problems(parts, roles):
    for name in sorted(set(parts) ^ set(roles)):
        yield f"{name}: is either no role or not in permissions.json"
    for name in sorted(set(parts) & set(roles)):
        part, statements = parts[name], roles[name]
        made = {action for actions in [*part["calls"].values(), *part.get("beside", {}).values()] for action in actions}
        for action in sorted(made ^ set(part["rights"])):
            yield f"{name}: {action}: is called and has no line under rights, or the other way round"
        allowed = {action for statement in statements for action in listed(statement["Action"])}
        for action in sorted(allowed - made):
            yield f"{name}: {action}: is granted and never called"
        for action, lines in part["rights"].items():
            for entry in lines["on"]:
                if not may(statements, action, *asked(entry)):
                    yield f"{name}: {action}: is not allowed on {entry}"
            for entry in lines.get("not_on", []):
                if may(statements, action, *asked(entry)):
                    yield f"{name}: {action}: is allowed on {entry}"
        for statement in statements:
            for action in listed(statement["Action"]):
                for pattern in listed(statement["Resource"]):
                    wanted = [asked(entry)[0] for entry in part["rights"].get(action, {"on": []})["on"]]
                    if action in made and not any(matches(pattern, resource) for resource in wanted):
                        yield f"{name}: {action}: nothing calls it on {pattern}"


class Permissions(unittest.TestCase):
    def test_every_role_allows_what_its_part_calls_and_no_more(self):
        self.assertEqual(list(problems(PARTS, granted())), [])

    def test_too_little_and_too_much_are_seen(self):
        rows = [
            ("function.yaml", "Action: [batch:SubmitJob, batch:TagResource]", "Action: batch:SubmitJob",
             "batch:TagResource: is not allowed"),
            ("function.yaml", "dynamodb:ConditionCheckItem, ", "", "dynamodb:ConditionCheckItem: is not allowed"),
            ("function.yaml", "Action: logs:GetLogEvents", "Action: [logs:GetLogEvents, logs:FilterLogEvents]",
             "logs:FilterLogEvents: is granted"),
            ("function.yaml", "Resource: !Sub ${TableArn}/index/shelves", "Resource: !Sub ${TableArn}/index/*", "is allowed on"),
            ("function.yaml", "job-definition/${Prefix}-${Environment}-ml-*", "job-definition/*", "is allowed on"),
            ("function.yaml", "parameter/${Prefix}/${Environment}/*", "parameter/other/*", "is not allowed on"),
            ("function.yaml", "*/hook-??????", "*", "is allowed on"),
            ("project.yaml", "s3:::${Bucket}/${Path}/*", "s3:::${Bucket}/*", "is allowed on"),
            ("project.yaml", "- ${Path}/*\n", "- ${Path}*\n", "is allowed on"),
            ("project.yaml", "Action: [s3:GetObject,", "Action: [s3:GetObject, s3:DeleteObject,", "s3:DeleteObject: is granted"),
            ("project.yaml", "- !Ref Token\n", "- !Ref Token\n                  - !Ref Hook\n", "is allowed on"),
            ("machines.yaml", "ecs:Poll, ", "", "ecs:Poll: is not allowed"),
            ("machines.yaml", "- Sid: Discover\n",
             '- {Sid: More, Effect: Allow, Action: "ecs:Poll", Resource: "arn:aws:ecs:eu-west-1:123456789012:task/*"}\n'
             "              - Sid: Discover\n", "nothing calls it on"),
        ]
        for file, old, new, complaint in rows:
            with self.subTest(complaint, file=file, new=new), changed(file, old, new) as folder:
                found = list(problems(PARTS, granted(folder)))
                self.assertTrue(any(complaint in text for text in found), found)

    def test_a_role_that_nobody_has_listed_is_seen(self):
        roles = granted()
        roles["other.yaml: Role"] = []
        self.assertEqual(list(problems(PARTS, roles)), ["other.yaml: Role: is either no role or not in permissions.json"])

    def test_a_call_without_a_right_is_seen(self):
        parts = copy.deepcopy(PARTS)
        parts["function.yaml: Role"]["calls"]["sqs:SendMessage"] = ["sqs:SendMessage"]
        found = list(problems(parts, granted()))
        self.assertEqual(len(found), 1)
        self.assertIn("sqs:SendMessage: is called and has no line", found[0])

    def test_what_is_not_switched_on_is_not_granted(self):
        actions = {
            action for _, _, role in Tree("bunsen.yaml").all("AWS::IAM::Role") for policy in role["Properties"]["Policies"]
            for statement in policy["PolicyDocument"]["Statement"] if "ecs:Poll" in str(policy) for action in listed(statement["Action"])}
        self.assertIn("ecs:Poll", actions)
        self.assertFalse({action for action in actions if action.startswith("s3:")})


class Calls(unittest.TestCase):
    def test_the_function_calls_what_is_written_down(self):
        self.assertEqual(calls.operations(calls.FUNCTION), set(PARTS["function.yaml: Role"]["calls"]))

    def test_a_job_itself_calls_what_is_written_down(self):
        self.assertEqual(calls.operations(calls.JOB), {"s3:PutObject", "secretsmanager:GetSecretValue"})

    def test_a_new_call_is_seen(self):
        with tempfile.TemporaryDirectory() as place:
            root = pathlib.Path(place)
            for folder in (*calls.FUNCTION, *calls.JOB, "Sources/AWS"):
                (root / folder).parent.mkdir(parents=True, exist_ok=True)
                os.symlink(ROOT / folder, root / folder)
            self.assertEqual(calls.operations(calls.FUNCTION, root), calls.operations(calls.FUNCTION))
            for folder in calls.JOB:
                (root / folder).unlink()
                (root / folder).mkdir()
            # In a comment it is no call.
            for text, found in (("// S3(client).put(data)\n", set()), ("let work = S3(client)\ntry await work.put(data)\n", {"s3:PutObject"})):
                (root / calls.JOB[0] / "Upload.swift").write_text(text)
                self.assertEqual(calls.operations(calls.JOB, root), found)


class Remote(unittest.TestCase):
    """Real DVC with its remote where project.yaml says: every request is one that the job's role allows."""

    @classmethod
    def setUpClass(cls):
        dvc = pathlib.Path(sys.executable).with_name("dvc")
        if not dvc.exists():
            if os.environ.get("BUNSEN_REQUIRE_ALL") == "1":
                raise AssertionError("DVC is missing: scripts/install.sh")
            raise unittest.SkipTest("DVC is missing: scripts/install.sh")
        with RecordingS3() as s3, tempfile.TemporaryDirectory() as place:
            environment = {
                **os.environ, "HOME": place, "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_DEFAULT_REGION": "us-east-1",
                "AWS_ENDPOINT_URL": s3.address, "DVC_NO_ANALYTICS": "1"}
            work = pathlib.Path(place) / "work"
            (work / "data").mkdir(parents=True)
            for number in range(30):
                (work / "data" / f"{number}").write_text(f"{number}\n")
            (work / "large").write_bytes(os.urandom(60 << 20))
            (work / "dvc.yaml").write_text("stages: {copy: {cmd: cp data/1 out, deps: [data/1], outs: [out]}}\n")

            def run(*call):
                done = subprocess.run([str(part) for part in call], cwd=work, env=environment, capture_output=True, text=True)
                if done.returncode:
                    raise AssertionError(f"{call}: {done.stdout}{done.stderr}")

            run("git", "init", "-q")
            run(dvc, "init", "-q")
            remote = Tree("project.yaml").outputs["Remote"]
            run(dvc, "remote", "add", "-q", "-d", "s3", remote)
            run(dvc, "remote", "modify", "s3", "endpointurl", s3.address)
            run(sys.executable, "-c", f"import boto3; boto3.client('s3').create_bucket(Bucket={BUCKET!r})")
            s3.requests.clear()
            run(dvc, "add", "-q", "data", "large")
            run(dvc, "repro", "-q")
            run(dvc, "push", "-q", "--run-cache")
            for path in (".dvc/cache", ".dvc/tmp", "data", "large", "out"):
                subprocess.run(["rm", "-rf", str(work / path)], check=True)
            run(dvc, "repro", "-q", "--pull", "--allow-missing")
            run(dvc, "pull", "-q", "--run-cache")
            cls.requests = {right(*request)[:2] + (tuple(right(*request)[2].items()),) for request in s3.requests}

    def test_the_role_allows_all_of_it(self):
        statements = granted()["project.yaml: JobRole"]
        self.assertGreater(len(self.requests), 30)
        refused = [request for request in self.requests if not may(statements, request[0], request[1], dict(request[2]))]
        self.assertEqual(refused, [])

    def test_and_nothing_that_is_never_done(self):
        # An upload is given up only when one fails, and DVC reads no secret.
        more = {"s3:AbortMultipartUpload", "secretsmanager:GetSecretValue"}
        self.assertEqual({action for action, _, _ in self.requests} | more, set(PARTS["project.yaml: JobRole"]["rights"]))

    def test_another_repository_s_role_allows_none_of_it(self):
        other = [
            statement for _, _, role in Tree("project.yaml", {"Repository": "digits2"}).all("AWS::IAM::Role")
            for policy in role["Properties"]["Policies"] for statement in policy["PolicyDocument"]["Statement"]]
        self.assertEqual([request for request in self.requests if may(other, request[0], request[1], dict(request[2]))], [])


if __name__ == "__main__":
    unittest.main()
