"""Signs requests with botocore: a list of them as JSON on standard input, a list of signatures on standard output."""

import datetime
import json
import sys

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

FORM = "%Y%m%dT%H%M%SZ"


def signed(case):
    moment = datetime.datetime.strptime(case["timestamp"], FORM)
    botocore.auth.get_current_datetime = lambda *_, **__: moment
    kind = botocore.auth.S3SigV4Auth if case["service"] == "s3" else botocore.auth.SigV4Auth
    credentials = Credentials(case["access_key_id"], case["secret_access_key"], case.get("session_token"))
    request = AWSRequest(method=case["method"], url=case["url"], data=case["body"].encode())
    for name, value in case["headers"]:
        request.headers.add_header(name, value)
    auth = kind(credentials, case["service"], case["region"])
    auth.add_auth(request)
    return request.headers["Authorization"]


json.dump([signed(case) for case in json.load(sys.stdin)], sys.stdout)
