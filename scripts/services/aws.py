"""AWS for tests: moto on 127.0.0.1.

Usage: aws.py PORT

DynamoDB gets one call at a time: moto undoes a transaction that fails by bringing back the tables as they were, and with that undoes what
others have written meanwhile. Batch needs no Docker; its jobs have succeeded at once. A stack that a change set has changed has the
outputs and parameters of the change, which moto leaves as they were.
"""

import os
import sys
import threading

from moto.cloudformation.models import ChangeSet
from moto.core.config import default_user_config
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import run_simple

if len(sys.argv) != 2:
    sys.exit(__doc__)
port = int(sys.argv[1])
os.environ["MOTO_PORT"] = str(port)
default_user_config["batch"] = {"use_docker": False}
default_user_config["lambda"] = {"use_docker": False}

apply_resources = ChangeSet.apply


def apply(change):
    apply_resources(change)
    stack = change.stack
    stack.template, stack.parameters = change.template, change.parameters
    stack._parse_template()
    stack.output_map = stack._create_output_map()


ChangeSet.apply = apply
moto = DomainDispatcherApplication(create_backend_app)
turn = threading.Lock()


def serve(environment, start):
    if not environment.get("HTTP_X_AMZ_TARGET", "").startswith("DynamoDB"):
        return moto(environment, start)
    with turn:
        return list(moto(environment, start))


run_simple("127.0.0.1", port, serve, threaded=True)
