"""What must hold of every template: each rule is a function over a folder of templates that yields what is wrong."""

import functools
import json
import re

from cloudformation import Tree, load, names

# What one deploys oneself; the others are nested, and get their parameters from these.
ENTRIES = ["artefacts.yaml", "bunsen.yaml", "project.yaml"]
# With all that can be switched on, so that nothing hides behind a condition.
ALL_ON = {
    "artefacts.yaml": {},
    "bunsen.yaml": {
        "Nat": "each", "EcrEndpoints": "yes", "HostScripts": "/acme-scripts", "HookUuidsSecret": "acme/production/hook-uuids",
        "Email": "lab@example.org",
    },
    "project.yaml": {
        "HostScripts": "/acme-scripts",
        "WandbSecret": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:acme/production/wandb-a1b2c3",
    },
}
# IAM knows no resource for these.
EVERYWHERE = {
    "batch:DescribeComputeEnvironments", "batch:DescribeJobDefinitions", "batch:DescribeJobQueues", "batch:DescribeJobs",
    "batch:ListJobs", "ecr:GetAuthorizationToken", "ecs:DiscoverPollEndpoint", "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel",
}
DATA = {"AWS::S3::Bucket", "AWS::DynamoDB::Table", "AWS::ECR::Repository"}
FAMILIES = {"m6i", "m7i", "c6i", "c7i", "r6i", "r7i", "g4dn", "g5", "g6"}


@functools.cache
def trees(folder, environment=None):
    chosen = {"Environment": environment} if environment else {}
    return [Tree(file, {**ALL_ON[file], **chosen}, folder=folder) for file in ENTRIES]


def of(folder, kind):
    for tree in trees(folder):
        yield from tree.all(kind)


def listed(value):
    return value if isinstance(value, list) else [value]


def statements(folder):
    """(file, name of the role, statement) of every role, resolved."""
    for file, name, role in of(folder, "AWS::IAM::Role"):
        for policy in role["Properties"].get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                yield file, name, statement


def roles(folder):
    for file, name, role in of(folder, "AWS::IAM::Role"):
        if role["Properties"].get("ManagedPolicyArns"):
            yield f"{file}: {name}: a managed policy grants what AWS pleases"
        for statement in role["Properties"]["AssumeRolePolicyDocument"]["Statement"]:
            if set(statement["Principal"]) != {"Service"}:
                yield f"{file}: {name}: others than a service of AWS may take it on"
    for file, name, statement in statements(folder):
        where = f"{file}: {name}: {statement.get('Sid', '?')}"
        if "Sid" not in statement:
            yield f"{where}: a statement without a name"
        for key in ("NotAction", "NotResource"):
            if key in statement:
                yield f"{where}: {key} grants what nobody has named"
        actions = listed(statement.get("Action", []))
        if any("*" in action for action in actions):
            yield f"{where}: a wildcard in an action"
        for resource in listed(statement.get("Resource", [])):
            if resource == "*":
                for action in sorted(set(actions) - EVERYWHERE):
                    yield f"{where}: {action} could be narrower than *"
            elif not re.fullmatch(r"arn:aws:(s3:::[^*]+(/[^*]+)?(/\*)?|[a-z0-9-]+:eu-west-1:123456789012:.*[a-z].*)", resource):
                yield f"{where}: {resource} reaches beyond region and account, or is no ARN"


def resource_policies(folder):
    for kind in ("AWS::S3::BucketPolicy", "AWS::SNS::TopicPolicy"):
        for file, name, policy in of(folder, kind):
            for statement in policy["Properties"]["PolicyDocument"]["Statement"]:
                if statement["Effect"] == "Allow" and ("*" in listed(statement["Principal"]) or "Condition" not in statement):
                    yield f"{file}: {name}: allows more than one service of this account"
    for file, name, permission in of(folder, "AWS::Lambda::Permission"):
        if "123456789012" not in permission["Properties"].get("SourceArn", ""):
            yield f"{file}: {name}: anybody's rule or API could call the function"


def buckets(folder):
    guarded = set()
    for _, _, policy in of(folder, "AWS::S3::BucketPolicy"):
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]:
            if statement["Effect"] == "Deny" and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}:
                guarded.add(policy["Properties"]["Bucket"])
    for file, name, bucket in of(folder, "AWS::S3::Bucket"):
        properties = bucket["Properties"]
        block = properties.get("PublicAccessBlockConfiguration", {})
        keys = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
        if not all(block.get(key) is True for key in keys):
            yield f"{file}: {name}: the bucket is not private"
        if not properties.get("BucketEncryption", {}).get("ServerSideEncryptionConfiguration"):
            yield f"{file}: {name}: the bucket is not encrypted"
        if properties["BucketName"] not in guarded:
            yield f"{file}: {name}: the bucket takes unencrypted connections"
    for file, name, bucket in of(folder, "AWS::S3::Bucket"):
        rules = bucket["Properties"]["LifecycleConfiguration"]["Rules"]
        if file == "artefacts.yaml" and not any(
                rule.get("Prefix") == "failed/" and rule.get("ExpirationInDays") == 7 for rule in rules):
            yield f"{file}: {name}: failed work is not removed after 7 days"
        if not any("AbortIncompleteMultipartUpload" in rule for rule in rules):
            yield f"{file}: {name}: broken uploads stay"
        if any("ExpirationInDays" in rule and rule.get("Prefix") != "failed/" for rule in rules):
            yield f"{file}: {name}: data expires"


def logs(folder):
    groups = set()
    for file, name, group in of(folder, "AWS::Logs::LogGroup"):
        groups.add(group["Properties"]["LogGroupName"])
        if "RetentionInDays" not in group["Properties"]:
            yield f"{file}: {name}: the log group keeps everything for ever"
    writers = [(file, name, function["Properties"].get("LoggingConfig", {}).get("LogGroup", "/aws/lambda/?"))
               for file, name, function in of(folder, "AWS::Lambda::Function")]
    writers += [(file, name, stage["Properties"].get("AccessLogSettings", {}).get("DestinationArn", ":::::::").split(":")[6])
                for file, name, stage in of(folder, "AWS::ApiGatewayV2::Stage")]
    for file, name, definition in of(folder, "AWS::Batch::JobDefinition"):
        options = definition["Properties"]["ContainerProperties"].get("LogConfiguration", {}).get("Options", {})
        writers.append((file, name, options.get("awslogs-group", "/aws/batch/job")))
    for file, name, group in writers:
        if group not in groups:
            yield f"{file}: {name}: writes to a log group that nobody has made ({group})"


def machines(folder):
    for file, name, template in of(folder, "AWS::EC2::LaunchTemplate"):
        data = template["Properties"]["LaunchTemplateData"]
        metadata = data.get("MetadataOptions", {})
        if metadata.get("HttpTokens") != "required":
            yield f"{file}: {name}: metadata without a token"
        if metadata.get("HttpPutResponseHopLimit") != 2:
            yield f"{file}: {name}: the hop limit is not 2, so that jobs hear of no spot notice or others hear, too"
        if "KeyName" in data:
            yield f"{file}: {name}: a key pair; sessions go through Session Manager"
        for device in data.get("BlockDeviceMappings", [{}]):
            if device.get("Ebs", {}).get("Encrypted") is not True or device["Ebs"].get("VolumeType") != "gp3":
                yield f"{file}: {name}: the disk is no encrypted gp3"
    for file, name, environment in of(folder, "AWS::Batch::ComputeEnvironment"):
        resources = environment["Properties"]["ComputeResources"]
        if "Ec2KeyPair" in resources:
            yield f"{file}: {name}: a key pair; sessions go through Session Manager"
        if resources.get("MinvCpus") != 0:
            yield f"{file}: {name}: machines stay when there is nothing to do"
        if any(not image["ImageType"].startswith("ECS_AL2023") for image in resources.get("Ec2Configuration", [{"ImageType": ""}])):
            yield f"{file}: {name}: the image is not Amazon Linux 2023"
        has_gpus = {kind[0] in "gp" for kind in resources["InstanceTypes"]}
        if has_gpus != {resources["Ec2Configuration"][0]["ImageType"].endswith("NVIDIA")}:
            yield f"{file}: {name}: the image does not fit the machines"
        for kind in set(resources["InstanceTypes"]) - FAMILIES:
            yield f"{file}: {name}: {kind} is none of the families that are known to be current"
    for file, name, group in of(folder, "AWS::EC2::SecurityGroup"):
        for rule in group["Properties"].get("SecurityGroupIngress", []):
            if not rule.get("CidrIp", "0.0.0.0/0").startswith("10.42."):
                yield f"{file}: {name}: lets connections in from outside"


def queues(folder):
    wanted = {
        "CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY", "MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE",
        "MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT",
    }
    for file, name, queue in of(folder, "AWS::Batch::JobQueue"):
        limits = queue["Properties"].get("JobStateTimeLimitActions", [])
        for reason in sorted(wanted - {limit["Reason"] for limit in limits}):
            yield f"{file}: {name}: a job waits for ever: {reason}"
    for file, name, definition in of(folder, "AWS::Batch::JobDefinition"):
        if "Timeout" not in definition["Properties"]:
            yield f"{file}: {name}: a job runs for ever"


def data(folder):
    for kind in sorted(DATA):
        for file, name, resource in of(folder, kind):
            if not resource.get("DeletionPolicy", "Delete").startswith("Retain") or resource.get("UpdateReplacePolicy") != "Retain":
                yield f"{file}: {name}: is lost with its stack"
    for file, name, table in of(folder, "AWS::DynamoDB::Table"):
        if table["Properties"].get("PointInTimeRecoverySpecification", {}).get("PointInTimeRecoveryEnabled") is not True:
            yield f"{file}: {name}: cannot be brought back to a point in time"
        if table["Properties"].get("TimeToLiveSpecification") != {"AttributeName": "expires", "Enabled": True}:
            yield f"{file}: {name}: nothing expires"
    for file, name, images in of(folder, "AWS::ECR::Repository"):
        policy = json.loads(images["Properties"]["LifecyclePolicy"]["LifecyclePolicyText"])
        kept = {(rule["selection"]["tagStatus"], *rule["selection"].get("tagPrefixList", [])): rule["selection"]["countNumber"]
                for rule in policy["rules"]}
        if kept != {("tagged", "dev-"): 15, ("untagged",): 1}:
            yield f"{file}: {name}: images are kept otherwise than dev- for 15 days and untagged for one"


def parameters(folder):
    for file in ENTRIES:
        for name, parameter in load(file, folder)["Parameters"].items():
            if "Default" not in parameter:
                yield f"{file}: {name}: has no default"
    for file in names(folder):
        template = load(file, folder)
        body = json.dumps({key: part for key, part in template.items() if key != "Parameters"})
        for name in template.get("Parameters", {}):
            if f'"{name}"' not in body and f"${{{name}}}" not in body:
                yield f"{file}: {name}: is used nowhere"
    for file, name in ((file, name) for file in ENTRIES for name in load(file, folder)["Parameters"]):
        if name == "Environment" and load(file, folder)["Parameters"][name]["AllowedValues"] != [
                "development", "staging", "testing", "production"]:
            yield f"{file}: {name}: other environments than the four"


def nesting(folder):
    """Every template is reached, and from the artefact bucket."""
    reached = set(ENTRIES)
    for tree in trees(folder):
        bucket = "acme-production-bunsen-123456789012-eu-west-1.s3.eu-west-1.amazonaws.com"
        for file, name, stack in tree.all("AWS::CloudFormation::Stack"):
            url = stack["Properties"]["TemplateURL"]
            reached.add(url.rpartition("/")[2])
            if not url.startswith(f"https://{bucket}/templates/"):
                yield f"{file}: {name}: is not read from the artefact bucket"
    for file in sorted(set(names(folder)) - reached):
        yield f"{file}: is part of nothing"


def environments(folder):
    """Two environments in one account do not meet: no name is in both, but for images, which they share."""
    keys = ("BucketName", "JobQueueName", "JobDefinitionName", "TopicName", "FunctionName", "LogGroupName", "Name", "AlarmName", "TableName",
            "RoleName", "RepositoryName", "ComputeEnvironmentName", "LaunchTemplateName")
    found = {}
    for environment in ("development", "production"):
        found[environment] = {
            (file, name, resource["Properties"][key]) for tree in trees(folder, environment) for stack in tree.stacks.values()
            for file in [stack.file] for name, resource in stack.resources.items() for key in keys
            if key in resource["Properties"] and resource["Type"] != "AWS::ECR::Repository"}
    for file, name, value in sorted(found["development"] & found["production"]):
        yield f"{file}: {name}: {value} is the same in two environments"


def problems(folder):
    for rule in (roles, resource_policies, buckets, logs, machines, queues, data, parameters, nesting, environments):
        yield from rule(folder)
