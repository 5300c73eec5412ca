"""An HTTP server's bad days, for tests: stands in front of one on loopback, passes on what it is asked, counts it, and fails
as it is told.

Usage: http_faults.py UPSTREAM_PORT FOLDER     prints its port on a line, then serves until it is ended

FOLDER/fault holds JSON, looked at for each request: {"fault": NAME, "seconds": "N"}. The faults are:

    pass       none; also where there is no such file
    refuse     nobody listens on the port, and open connections are reset
    hang       requests are taken and never answered, not even after the fault is over
    500, 503   every answer is that, as S3 says it
    truncate   connections are reset half-way through a body: the request's where it has one, else the answer's
    lost       requests that change something are served, and the connection is reset before the answer
    slow       requests for objects (GET and PUT with a body) take `seconds` more

FOLDER/requests gets a line of JSON a request: "method", "path" (without its query), "query", "fault", "status" (null for none),
"sent" and "received": the bytes of the bodies that came whole from the client, and that went whole to it.

Each connection carries one request.
"""

import json
import os
import socket
import struct
import sys
import threading
import time

UPSTREAM, FOLDER = int(sys.argv[1]), sys.argv[2]
LOOK = 0.02
ERRORS = {
    "500": (b"500 Internal Server Error", b"<Error><Code>InternalError</Code><Message>We are sorry.</Message></Error>"),
    "503": (b"503 Service Unavailable", b"<Error><Code>ServiceUnavailable</Code><Message>Later.</Message></Error>"),
}


def fault():
    """What is to go wrong now. The file is to be replaced in one step."""
    try:
        with open(os.path.join(FOLDER, "fault"), encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return {"fault": "pass"}


class Broken(Exception):
    """The other side went away in the middle of a message."""


class Message:
    """A request or an answer: its first line, headers, and the bytes of its body as they are on the wire."""

    def __init__(self, file):
        self.first = file.readline()
        self.headers, self.values = [], {}
        while (line := file.readline()) not in (b"\r\n", b"\n", b""):
            name, _, value = line.partition(b":")
            self.headers.append(line)
            self.values[name.strip().lower()] = value.strip()

    def body(self, file):
        """Its whole body, without the framing of chunks."""
        if self.values.get(b"transfer-encoding", b"").lower() == b"chunked":
            parts = []
            while size := int(file.readline().partition(b";")[0] or b"0", 16):
                parts.append(exactly(file, size))
                file.readline()
            while file.readline() not in (b"\r\n", b"\n", b""):
                pass
            return b"".join(parts)
        return exactly(file, int(self.values.get(b"content-length", 0)))

    def head(self, length):
        framing = (b"transfer-encoding", b"content-length", b"connection", b"expect")
        kept = [line for line in self.headers if line.partition(b":")[0].strip().lower() not in framing]
        # The length of an answer to HEAD is that of a body that does not come.
        length = self.values.get(b"content-length", b"0").decode() if length is None else length
        return self.first + b"".join(kept) + f"Content-Length: {length}\r\nConnection: close\r\n\r\n".encode()


def exactly(file, size):
    data = file.read(size)
    if len(data) < size:
        raise Broken
    return data


def reset(connection):
    """Closes so that the other side reads an error and no end."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


class Proxy:
    def __init__(self):
        self.lock, self.open = threading.Lock(), set()
        self.log = open(os.path.join(FOLDER, "requests"), "a", encoding="utf-8")
        self.listener = self.listen(0)
        self.port = self.listener.getsockname()[1]

    @staticmethod
    def listen(port):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
        listener.settimeout(LOOK)
        return listener

    def run(self):
        while True:
            if fault()["fault"] == "refuse":
                self.refuse()
            try:
                connection, _ = self.listener.accept()
            except TimeoutError:
                continue
            connection.settimeout(None)
            with self.lock:
                self.open.add(connection)
            threading.Thread(target=self.serve, args=[connection], daemon=True).start()

    def refuse(self):
        self.listener.close()
        with self.lock:
            for connection in self.open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
        while fault()["fault"] == "refuse":
            time.sleep(LOOK)
        self.listener = self.listen(self.port)

    def serve(self, connection):
        record = {"status": None, "sent": 0, "received": 0}
        try:
            self.answer(connection, record)
        except (OSError, Broken):
            pass
        finally:
            with self.lock:
                self.open.discard(connection)
                if "method" in record:
                    self.log.write(json.dumps(record) + "\n")
                    self.log.flush()
            connection.close()

    def answer(self, connection, record):
        file = connection.makefile("rb")
        request = Message(file)
        if not request.first:
            return
        method, target, _ = request.first.decode().split(" ", 2)
        now = fault()
        path, _, query = target.partition("?")
        record.update(method=method, path=path, query=query, fault=now["fault"])
        if now["fault"] == "hang":
            while connection.recv(65536):
                pass
            return
        if b"expect" in request.values:
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        length = int(request.values.get(b"content-length", 0))
        if now["fault"] == "truncate" and length > 1:
            exactly(file, length // 2)
            return reset(connection)
        body = request.body(file)
        record["sent"] = len(body)
        if now["fault"] == "slow" and (body or method == "GET" and "list-type" not in query):
            time.sleep(float(now["seconds"]))
        if now["fault"] in ERRORS:
            line, text = ERRORS[now["fault"]]
            record["status"] = int(now["fault"])
            head = b"HTTP/1.1 %s\r\nContent-Type: application/xml\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
            connection.sendall(head % (line, len(text)) + (b"" if method == "HEAD" else text))
            return
        status, head, content = self.ask(request, body, method)
        if now["fault"] == "lost" and method in ("POST", "PUT"):
            record["status"] = status
            return reset(connection)
        if now["fault"] == "truncate" and len(content) > 1:
            connection.sendall(head + content[: len(content) // 2])
            return reset(connection)
        connection.sendall(head + content)
        record.update(status=status, received=len(content))

    @staticmethod
    def ask(request, body, method):
        with socket.create_connection(("127.0.0.1", UPSTREAM)) as upstream, upstream.makefile("rb") as file:
            upstream.sendall(request.head(len(body)) + body)
            answer = Message(file)
            if not answer.first:
                raise Broken
            framed = b"content-length" in answer.values or b"transfer-encoding" in answer.values
            content = b"" if method == "HEAD" else answer.body(file) if framed else file.read()
            return int(answer.first.split()[1]), answer.head(None if method == "HEAD" else len(content)), content


if __name__ == "__main__":
    proxy = Proxy()
    print(proxy.port, flush=True)
    proxy.run()
