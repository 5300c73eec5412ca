"""The values that revisions have, to set them side by side: metrics and parameters, by file and name.

    values  "revs": [REV or "workspace"], "exclude": globs of files to leave out, "reply_to" →
            {"revisions": {REV: {"metrics": {FILE: {NAME: value}}, "params": the same}},
             "errors": [{"rev", "path", "message"}]}

Names are dotted paths, as `dvc metrics diff` has them; a file that is one value has the name "". FILE and globs are relative
to the root of the DVC project. A metrics file that is not at hand is read from the remote, it alone.
"""

from dvc_calls import describe, left_out, open_repo, write_reply


def values(request):
    from dvc.exceptions import DvcException

    from dvc_diff import Reading

    repo, is_out, revisions = open_repo(), left_out(request.get("exclude") or []), list(dict.fromkeys(request["revs"]))
    reply = {"revisions": {}, "errors": []}
    try:
        found = {rev: Reading(repo, is_out) for rev in repo.brancher(revs=revisions) if rev in revisions}
    except DvcException as error:  # such as a revision that this clone does not have
        reply["errors"].append({"rev": None, "path": None, "message": describe(error)})
        return write_reply(request, reply)
    for rev, reading in found.items():
        side = reply["revisions"][rev] = {}
        for what in ("metrics", "params"):
            side[what], errors = flat(getattr(reading, what), is_out)
            for path, error in errors.items():
                item = {"rev": rev, "path": path, "message": describe(error) or type(error).__name__}
                reply["errors"] += [item] if item not in reply["errors"] else []
    write_reply(request, reply)


def flat(result, is_out):
    """What could be read, by file and name, and what could not, by file."""
    from dvc.utils.diff import format_dict
    from dvc.utils.flatten import flatten

    if "error" in result:
        return {}, {None: result["error"]}
    files, errors = {}, {}
    for path, value in result["data"].items():
        if is_out(path):
            continue
        if "error" in value:
            errors[path] = value["error"]
        else:
            data = format_dict(value)["data"]
            files[path] = flatten(data) if isinstance(data, dict) else {"": data}
    return files, errors
