"""Git over HTTP behind a token, for tests: serves the bare repositories below a directory on 127.0.0.1.

Usage: git_http.py DIRECTORY TOKEN_FILE     prints its port on a line, then serves until it is ended

Any user name goes with the token, as with most forges. Nothing but the loopback address is listened on.
"""

import base64
import hmac
import http.server
import os
import subprocess
import sys
import urllib.parse


def password(header):
    """The password of a Basic Authorization header; empty for anything else."""
    kind, _, rest = (header or "").partition(" ")
    if kind.lower() != "basic":
        return ""
    try:
        return base64.b64decode(rest, validate=True).decode().partition(":")[2]
    except ValueError:
        return ""


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.answer()

    def do_POST(self):
        self.answer()

    def log_message(self, *_):
        pass

    def answer(self):
        token = open(sys.argv[2], encoding="utf-8").read().strip()
        body = self.read_body()
        if not hmac.compare_digest(password(self.headers.get("Authorization")).encode(), token.encode()):
            self.send(401, [("WWW-Authenticate", 'Basic realm="git"')], b"the token, please\n")
            return
        path, _, query = self.path.partition("?")
        result = subprocess.run(
            ["git", "http-backend"], input=body, capture_output=True, check=False,
            env={
                "PATH": os.environ["PATH"],
                "GIT_PROJECT_ROOT": sys.argv[1],
                "GIT_HTTP_EXPORT_ALL": "1",
                "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
                "REQUEST_METHOD": self.command,
                "PATH_INFO": urllib.parse.unquote(path),
                "QUERY_STRING": query,
                "CONTENT_TYPE": self.headers.get("Content-Type", ""),
                "CONTENT_LENGTH": str(len(body)),
                "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
                "REMOTE_USER": "test",
                "REMOTE_ADDR": "127.0.0.1",
            })
        head, _, content = result.stdout.partition(b"\r\n\r\n")
        status, headers = 200, []
        for line in head.decode().split("\r\n"):
            name, _, value = line.partition(": ")
            if name == "Status":
                status = int(value.split()[0])
            elif name:
                headers.append((name, value))
        self.send(status, headers, content)

    def read_body(self):
        """git sends large packs in chunks."""
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b""
        while size := int(self.rfile.readline().partition(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def send(self, status, headers, content):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


if __name__ == "__main__":
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    server.serve_forever()
