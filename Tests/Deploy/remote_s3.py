"""An S3 for one test, which writes down every request: moto in this process, on a free port of 127.0.0.1."""

import logging
import re
import threading
import urllib.parse

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

logging.getLogger("werkzeug").setLevel(logging.ERROR)


class RecordingS3:
    def __init__(self):
        self.requests = []
        moto = DomainDispatcherApplication(create_backend_app)

        def app(environment, start):
            self.requests.append(
                (environment["REQUEST_METHOD"], environment["PATH_INFO"], environment.get("QUERY_STRING", "")))
            return moto(environment, start)

        self.server = make_server("127.0.0.1", 0, app, threaded=True)
        self.thread = threading.Thread(target=self.server.serve_forever)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server.server_port}"


def right(method, path, query):
    """(action, resource, context) that IAM asks for when S3 gets a request in path style."""
    bucket, _, key = path.lstrip("/").partition("/")
    fields = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
    if not key:
        if method == "GET" and "list-type" in fields or method == "HEAD":
            context = {"s3:prefix": fields["prefix"]} if fields.get("prefix") else {}
            return "s3:ListBucket", f"arn:aws:s3:::{bucket}", context
        if method == "POST" and "delete" in fields:
            return "s3:DeleteObject", f"arn:aws:s3:::{bucket}/?", {}
        return f"s3:{method} of a bucket, {re.sub('=.*', '', query)}", f"arn:aws:s3:::{bucket}", {}
    action = {"GET": "s3:GetObject", "HEAD": "s3:GetObject", "PUT": "s3:PutObject", "POST": "s3:PutObject",
              "DELETE": "s3:AbortMultipartUpload" if "uploadId" in fields else "s3:DeleteObject"}[method]
    return action, f"arn:aws:s3:::{bucket}/{key}", {}
