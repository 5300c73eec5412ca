"""Reads the templates of deploy/aws, and says what CloudFormation would make of them: every function resolved, every
condition decided, nested stacks entered.

What only AWS can know (ids, ARNs) is stood in for by names that say what they are, in the form that AWS gives them.
"""

import base64
import functools
import pathlib
import re

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "deploy/aws"
PSEUDO = {
    "AWS::AccountId": "123456789012", "AWS::Region": "eu-west-1", "AWS::Partition": "aws", "AWS::URLSuffix": "amazonaws.com",
    "AWS::StackName": "stack",
}
HERE = "eu-west-1:123456789012"
NO_VALUE = object()


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """YAML with CloudFormation's short forms."""


def short_form(loader, suffix, node):
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


Loader.add_multi_constructor("!", short_form)


@functools.cache
def parse(text):
    return yaml.load(text, Loader)


def load(file, folder=FOLDER):
    """A template; it is shared, and not to be changed."""
    return parse((folder / file).read_text())


def names(folder=FOLDER):
    return sorted(file.name for file in folder.glob("*.yaml"))


# What Ref and GetAtt give of resources whose ARNs roles and rules name.
STAND_INS = {
    ("AWS::DynamoDB::Table", "Arn"): "arn:aws:dynamodb:{here}:table/{id}",
    ("AWS::Batch::JobQueue", "Ref"): "arn:aws:batch:{here}:job-queue/{JobQueueName}",
    ("AWS::Batch::ComputeEnvironment", "Ref"): "arn:aws:batch:{here}:compute-environment/{id}",
    ("AWS::Batch::JobDefinition", "Ref"): "arn:aws:batch:{here}:job-definition/{JobDefinitionName}:1",
    ("AWS::SNS::Topic", "Ref"): "arn:aws:sns:{here}:{TopicName}",
    ("AWS::SecretsManager::Secret", "Ref"): "arn:aws:secretsmanager:{here}:secret:{Name}-a1b2c3",
    ("AWS::Lambda::Function", "Ref"): "{FunctionName}",
    ("AWS::Lambda::Function", "Arn"): "arn:aws:lambda:{here}:function:{FunctionName}",
    ("AWS::Logs::LogGroup", "Ref"): "{LogGroupName}",
    ("AWS::Logs::LogGroup", "Arn"): "arn:aws:logs:{here}:log-group:{LogGroupName}:*",
    ("AWS::S3::Bucket", "Ref"): "{BucketName}",
    ("AWS::S3::Bucket", "Arn"): "arn:aws:s3:::{BucketName}",
    ("AWS::IAM::Role", "Arn"): "arn:aws:iam::123456789012:role/{id}",
    ("AWS::IAM::InstanceProfile", "Arn"): "arn:aws:iam::123456789012:instance-profile/{id}",
    ("AWS::Events::Rule", "Arn"): "arn:aws:events:{here}:rule/{Name}",
    ("AWS::ApiGatewayV2::Api", "ApiEndpoint"): "https://{id}.execute-api.eu-west-1.amazonaws.com",
    ("AWS::EC2::VPC", "CidrBlock"): "{CidrBlock}",
}


class Stack:
    """A template with its parameters.

    - outputs: a function (logical id of a nested stack, output) -> value
    - place: what stand-ins begin with, so that no two stacks have the same
    """

    def __init__(self, template, parameters=None, outputs=None, file=None, place=""):
        self.file = file
        self.place = place
        self.template = template
        self.nested = outputs
        declared = template.get("Parameters", {})
        unknown = set(parameters or {}) - set(declared)
        if unknown:
            raise KeyError(f"{file}: no such parameters: {', '.join(sorted(unknown))}")
        self.parameters = {}
        for name, parameter in declared.items():
            value = (parameters or {}).get(name, parameter.get("Default"))
            if value is None:
                raise KeyError(f"{file}: the parameter {name} has no value")
            if isinstance(value, dict):
                # A reference, where stacks are flattened.
                self.parameters[name] = value
                continue
            value = str(value)
            if "AllowedValues" in parameter and value not in map(str, parameter["AllowedValues"]):
                raise ValueError(f"{file}: {name} may not be {value}")
            if "AllowedPattern" in parameter and not re.fullmatch(parameter["AllowedPattern"], value):
                raise ValueError(f"{file}: {name} may not be {value}")
            self.parameters[name] = value
        self.conditions = {}

    @functools.cached_property
    def resources(self):
        """Those that are made, resolved."""
        made = {}
        for name, resource in self.template["Resources"].items():
            if "Condition" in resource and not self.holds(resource["Condition"]):
                continue
            made[name] = {**resource, "Properties": self.resolve(resource.get("Properties", {}))}
        return made

    @property
    def outputs(self):
        found = {}
        for name, output in self.template.get("Outputs", {}).items():
            if "Condition" not in output or self.holds(output["Condition"]):
                found[name] = self.resolve(output["Value"])
        return found

    def holds(self, condition):
        if condition not in self.conditions:
            self.conditions[condition] = self.resolve(self.template["Conditions"][condition])
        return self.conditions[condition]

    def resolve(self, value):
        if isinstance(value, list):
            items = [self.resolve(item) for item in value]
            return [item for item in items if item is not NO_VALUE]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            (name, argument), = value.items()
            if name == "Ref" or name == "Condition" and isinstance(argument, str) or name.startswith("Fn::"):
                return self.call(name.removeprefix("Fn::"), argument)
        fields = {key: self.resolve(item) for key, item in value.items()}
        return {key: item for key, item in fields.items() if item is not NO_VALUE}

    def call(self, function, argument):
        match function:
            case "Ref": return self.ref(argument)
            case "Condition": return self.holds(argument)
            case "GetAtt": return self.attribute(*argument)
            case "If":
                condition, yes, no = argument
                return self.resolve(yes if self.holds(condition) else no)
            case "Equals":
                left, right = self.resolve(argument)
                return str(left) == str(right)
            case "Not": return not self.resolve(argument)[0]
            case "And": return all(self.resolve(argument))
            case "Sub": return self.substitute(*(argument if isinstance(argument, list) else (argument, {})))
            case "Join":
                separator, parts = argument
                return separator.join(self.resolve(parts))
            case "Select":
                index, choice = argument
                return self.resolve(choice)[int(index)]
            case "GetAZs": return [f"eu-west-1{letter}" for letter in "abc"]
            case "Base64": return base64.b64encode(self.resolve(argument).encode()).decode()
        raise NotImplementedError(function)

    def substitute(self, text, values):
        return "".join(map(str, self.pieces(text, values)))

    def pieces(self, text, values):
        """What text is made of: every other one stands in place of a `${name}`."""
        pieces = re.split(r"\$\{([A-Za-z0-9:.]+)\}", text)
        for index, name in list(enumerate(pieces))[1::2]:
            if name in values:
                pieces[index] = self.resolve(values[name])
            else:
                pieces[index] = self.attribute(*name.split(".", 1)) if "." in name else self.ref(name)
        return pieces

    def ref(self, name):
        if name == "AWS::NoValue":
            return NO_VALUE
        if name in PSEUDO:
            return PSEUDO[name]
        if name in self.parameters:
            kind = self.template["Parameters"][name]["Type"]
            value = self.parameters[name]
            return value.split(",") if kind == "CommaDelimitedList" or kind.startswith("List<") else value
        return self.attribute(name, "Ref")

    def attribute(self, name, attribute):
        resource = self.template["Resources"][name]
        if resource["Type"] == "AWS::CloudFormation::Stack" and attribute.startswith("Outputs."):
            return self.nested(name, attribute.removeprefix("Outputs."))
        form = STAND_INS.get((resource["Type"], attribute), "{id}" if attribute == "Ref" else "{id}." + attribute)
        fields = {key: self.resolve(item) for key, item in resource.get("Properties", {}).items() if "{" + key + "}" in form}
        return form.format(id=self.place + name, here=HERE, **fields)


class Tree:
    """A stack and all that are nested in it, in the order in which they can be made.

    - kind: the class of stacks
    """

    def __init__(self, file, parameters=None, folder=FOLDER, kind=Stack):
        self.stacks = {}
        self.folder = folder
        self.kind = kind
        self.outputs = self.enter((), file, parameters or {})

    def enter(self, path, file, parameters):
        done = {}

        def outputs(name, output):
            if name not in done:
                properties = stack.resolve(stack.template["Resources"][name]["Properties"])
                given = properties.get("Parameters", {})
                done[name] = self.enter((*path, name), properties["TemplateURL"].rpartition("/")[2], given)
            return done[name][output] if output else None

        stack = self.kind(load(file, self.folder), parameters, outputs, file=file, place="".join(path))
        for name, resource in stack.template["Resources"].items():
            is_made = "Condition" not in resource or stack.holds(resource["Condition"])
            if resource["Type"] == "AWS::CloudFormation::Stack" and is_made:
                outputs(name, None)
        self.stacks[path] = stack
        return stack.outputs

    def all(self, kind):
        """(file, name, resource) of every resource of a type."""
        for stack in self.stacks.values():
            for name, resource in stack.resources.items():
                if resource["Type"] == kind:
                    yield stack.file, name, resource
