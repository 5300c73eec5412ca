"""Stages whose commands run elsewhere, such as in a container: DVC asks whoever holds the driver to run each one, and waits.

    dvc  "outside": PATH   with this, a call runs no command of a stage itself. It writes {"cmd", "cwd", "env"} to PATH, where
                           env has what DVC itself tells a stage, sends the event {"id", "outside": PATH}, and reads the exit
                           code from the "answer" to it.
"""

import importlib
import json
import os


def hand_out(request, events, answer_fd):
    run = importlib.import_module("dvc.stage.run")
    if not callable(getattr(run, "_run", None)):
        # Never here instead: the stage would run with what this machine has, and so would its result be.
        raise RuntimeError("this DVC has no dvc.stage.run._run, by which stages are run in a container")
    from dvc.env import DVC_ROOT, DVC_STAGE
    from dvc.stage.exceptions import StageCmdFailedError

    path, answers = request["outside"], os.fdopen(answer_fd)

    def ask(_executable, cmd, **kwargs):
        told = {name: kwargs["env"][name] for name in (DVC_ROOT, DVC_STAGE)}
        with open(path + ".part", "w", encoding="utf-8", errors="surrogateescape") as file:
            json.dump({"cmd": cmd, "cwd": os.path.abspath(kwargs["cwd"]), "env": told}, file)
        os.replace(path + ".part", path)
        events.send({"id": request.get("id"), "outside": path})
        line = answers.readline()
        if not line:
            raise RuntimeError("nobody ran the command of the stage")
        if int(line) != 0:
            raise StageCmdFailedError(cmd, int(line))

    run._run = ask
