"""The templates as the emulator can make them, for tests of `bunsen deploy`: flattened, with the parameters of the originals.

Usage: flatten.py FOLDER ADDRESS. Writes them to FOLDER; the emulator at ADDRESS gets the role that AWS has by itself.
"""

import json
import pathlib
import sys

import boto3

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from cloudformation import load
from emulator_test import SERVICE_ROLE, body


def main(folder, address):
    for file in ("artefacts.yaml", "bunsen.yaml", "project.yaml"):
        parameters = load(file)["Parameters"]
        # What a deployment decides by itself, or a test changes, is left to be referred to.
        open_ones = {name: {"Ref": name} for name in ("CodeKey", "LogDays", "Repository", "CloneUrl") if name in parameters}
        template = body(file, open_ones) | {"Parameters": parameters}
        (folder / file).write_text(json.dumps(template, indent=1))
    path, name = SERVICE_ROLE.split(":role")[1].rsplit("/", 1)
    iam = boto3.client("iam", endpoint_url=address)
    iam.create_role(RoleName=name, Path=f"{path}/", AssumeRolePolicyDocument="{}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]), sys.argv[2])
