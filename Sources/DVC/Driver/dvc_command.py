"""A repository's own program in place of a part of the job, run as a stage would be: in the driver's sandbox and in the
call's process group, so that stop, grace and what is left running are the driver's business as they are of `dvc repro`.

    command  "argv": [...], "cwd", "env" → the program's own exit code
             "capture": N  its standard output is no output of the job but text for whoever asked: one log event of the
             level TEXT with at most N bytes of whole lines; the reply says "cut": true where it printed more

A program that cannot be started: {"error": {"kind": "bad_command", "message"}}.
"""

import os
import signal
import subprocess

CHUNK = 65536


def command(request, events):
    for number in (signal.SIGPIPE, signal.SIGXFSZ):  # Python ignores them, and what it starts would inherit that
        signal.signal(number, signal.SIG_DFL)
    argv, limit = request["argv"], request.get("capture")
    try:
        if limit is None:
            os.execvp(argv[0], argv)
        return capture(request.get("id"), argv, limit, events)
    except OSError as error:
        message = f"{argv[0]}: {error.strerror}"
        return 127, {"error": {"kind": "bad_command", "message": message}}


def capture(call, argv, limit, events):
    # The group stays the call's: the driver signals all of it.
    with subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
        text, more = b"", False
        while chunk := os.read(process.stdout.fileno(), CHUNK):
            # Read to its end: a program that prints more must not fail of it.
            more = more or len(text) + len(chunk) > limit
            text += chunk[: limit - len(text)]
        code = process.wait()
    if more:
        # No half of a line: nobody could recognise a secret by its beginning.
        text = text[: text.rfind(b"\n") + 1]
    if text:
        events.log(call, "TEXT", text.decode("utf-8", "replace"))
    return code if code >= 0 else 128 - code, {"cut": True} if more else {}
