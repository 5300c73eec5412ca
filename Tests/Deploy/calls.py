"""Which operations of AWS the program calls, read from its sources: the clients of Sources/AWS/Services that a part makes,
and the functions of theirs that it calls."""

import re

from cloudformation import ROOT

SERVICES = {
    "Batch": "batch", "CloudWatchLogs": "logs", "DynamoDB": "dynamodb", "S3": "s3", "SNS": "sns", "SSMParameters": "ssm",
    "SecretsManager": "secretsmanager", "STS": "sts",
}
# What the function links of the targets that use AWS, and where a job is.
FUNCTION = ["Sources/Lambda", "Sources/Executors/BatchExecutor", "Sources/Stores/DynamoStore"]
JOB = ["Sources/Job", "Sources/Commands/Job"]


def sources(folders, root):
    files = [file for folder in folders for file in sorted((root / folder).rglob("*.swift"))]
    return "\n".join(re.sub(r"^\s*//.*$", "", file.read_text(), flags=re.MULTILINE) for file in files)


def functions(client, root):
    """{name of a function: operations that it leads to} of one client."""
    folder = next(file.parent for file in (root / "Sources/AWS/Services").rglob(f"{client}.swift"))
    pieces = re.split(r"\bfunc (\w+)", sources([folder.relative_to(root)], root))
    bodies = {}
    for name, body in zip(pieces[1::2], pieces[2::2]):
        bodies[name] = bodies.get(name, "") + body
    # Operations are named in full, and nothing else in these files is: `"GetItem"`, in a call or an assignment.
    direct = {
        name: set(re.findall(r'(?:AWSRequest\(\s*\.\w+,|\bcall\(|\brequest\(|operation =)\s*"([A-Z][A-Za-z0-9]+)"', body))
        for name, body in bodies.items()}

    def all_of(name, seen):
        found = set(direct[name])
        for other in set(re.findall(r"\b(\w+)\(", bodies[name])) & set(bodies) - seen:
            found |= all_of(other, seen | {other})
        return found

    return {name: all_of(name, {name}) for name in bodies}


def operations(folders, root=ROOT):
    """`service:Operation` for all that these folders call."""
    text = sources(folders, root)
    found = set()
    for client, service in SERVICES.items():
        if not re.search(rf"(?<![\w.]){client}\(", text):
            continue
        for name, leads_to in functions(client, root).items():
            if re.search(rf"\.{name}\(", text):
                found |= {f"{service}:{operation}" for operation in leads_to}
    return found
