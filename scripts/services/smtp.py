"""A mail server for tests: takes mail on 127.0.0.1 and keeps it.

Usage: smtp.py DIRECTORY [LOGIN_FILE]     prints its port on a line, then serves until it is ended

Each mail becomes DIRECTORY/N.eml, with the envelope in X-From and X-To. With a login (user and password, a line each), mail is taken
only from who has logged in, and only after STARTTLS, with DIRECTORY/cert.pem and DIRECTORY/key.pem. A recipient at `refused.example` is refused for
good, one at `busy.example` for now.
"""

import os
import signal
import ssl
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult


class Keeper:
    def __init__(self, directory):
        self.directory = directory
        self.count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.endswith("@refused.example"):
            return "550 5.1.1 no such mailbox"
        if address.endswith("@busy.example"):
            return "451 4.3.0 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        path = os.path.join(self.directory, f"{self.count}.eml")
        with open(path + ".part", "wb") as file:
            file.write(f"X-From: {envelope.mail_from}\r\nX-To: {', '.join(envelope.rcpt_tos)}\r\n".encode())
            file.write(envelope.content)
        os.replace(path + ".part", path)
        return "250 OK"


def main():
    directory, *files = sys.argv[1:]
    options = {}
    if files:
        with open(files[0], encoding="utf-8") as file:
            login = file.read().split()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(os.path.join(directory, "cert.pem"), os.path.join(directory, "key.pem"))

        def authenticate(server, session, envelope, mechanism, data):
            given = [data.login.decode(), data.password.decode()] if hasattr(data, "login") else None
            return AuthResult(success=given == login)

        options = {"tls_context": context, "require_starttls": True, "auth_required": True, "authenticator": authenticate}

    class Loopback(Controller):
        def factory(self):
            return SMTP(self.handler, **options)

    # The controller looks itself up after its start, so it cannot ask for any free port.
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Loopback(Keeper(directory), hostname="127.0.0.1", port=port)
    controller.start()
    print(port, flush=True)
    signal.sigwait([signal.SIGTERM, signal.SIGINT])
    controller.stop()


main()
