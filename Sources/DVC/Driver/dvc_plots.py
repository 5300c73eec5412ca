"""DVC's own plots of two revisions, as `dvc plots diff` has them, drawn as SVG by vl-convert (PyPI vl-convert-python).

    plots  "a": REV or null, "b": REV, "exclude": globs of files to leave out, "reply_to" →
           {"drawings": [{"name", "svg"}], "images": [NAME], "large": [NAME], "rest": [NAME], "errors": [{"path", "message"}],
            "missing": true where there is no vl-convert}

The reply is written anew after each drawing, so that a caller who ends the call has what is drawn by then; "rest" is
what is not. Data that is not at hand is read from the remote; pictures that stages have made are named and not read.
"""

import importlib
import os

from dvc_calls import describe, left_out, open_repo, write_reply

# In bytes; and how many at most.
LARGEST, TOGETHER, COUNT = 400_000, 4_000_000, 20
# Nobody answers there: a plot's data stands in it, and a template is not to fetch any.
NOWHERE = ["https://nowhere.invalid/"]


def plots(request):
    reply = {"drawings": [], "images": [], "large": [], "rest": [], "errors": [], "missing": False}
    renderers = collect(request, reply)
    write_reply(request, reply)
    if not renderers:
        return
    try:
        vega = importlib.import_module("vl_convert")
    except ImportError:
        reply["missing"] = True
        return write_reply(request, reply)
    reply["rest"], size = [renderer.name for renderer in renderers], 0
    write_reply(request, reply)
    for renderer in renderers:
        if len(reply["drawings"]) == COUNT:
            break
        try:
            drawn = draw(vega, renderer)
        except Exception as error:  # of the template, or of vl-convert, which has its own
            drawn = None
            reply["errors"].append({"path": renderer.name, "message": describe(error)[:500]})
        reply["rest"].pop(0)
        if drawn:
            length = len(drawn.encode())
            if length > LARGEST or size + length > TOGETHER:
                reply["large"].append(renderer.name)
            else:
                size += length
                reply["drawings"].append({"name": renderer.name, "svg": drawn})
        write_reply(request, reply)


def draw(vega, renderer):
    spec = renderer.get_filled_template()
    if not spec:
        return None  # a plot without a point
    kind = str(spec.get("$schema", "")) if isinstance(spec, dict) else ""
    make = vega.vega_to_svg if "/schema/vega/" in kind else vega.vegalite_to_svg
    svg = make(spec, allowed_base_urls=NOWHERE)
    return svg if svg.startswith("<svg") else None


def collect(request, reply):
    """The renderers of what can be drawn; what DVC cannot read goes to the reply's errors, and pictures to its images."""
    module, match = (importlib.import_module(name) for name in ("dvc.repo.plots", "dvc.render.match"))
    repo, old, new = open_repo(), request.get("a"), request["b"]
    is_out, read = left_out(request.get("exclude") or []), module.parse

    def is_picture(path):
        return os.path.splitext(path)[1].lower() in module.SUPPORTED_IMAGE_EXTENSIONS

    def parse(fs, path, *args, **kwargs):
        plain = path.lstrip(getattr(fs, "root_marker", "/"))
        return {} if is_out(plain) or is_picture(plain) else read(fs, path, *args, **kwargs)

    module.parse = parse  # in this child only
    labels = {old: "before", new: "after"}
    data = repo.plots.show(revs=[rev for rev in dict.fromkeys((old, new)) if rev])
    data = {labels.get(rev, rev): value for rev, value in data.items()}
    for rev, value in data.items():
        error = value.get("definitions", {}).get("error")
        if error:
            reply["errors"].append({"path": f"the plots of “{rev}”", "message": describe(error)})
    found = []
    for renderer, sources, definitions in match.match_defs_renderers(data, templates_dir=repo.plots.templates_dir):
        if is_out(renderer.name):
            continue
        if renderer.TYPE == "image" or is_picture(renderer.name):
            reply["images"].append(renderer.name)
            continue
        for rev, errors in [*sources.items(), *((rev, {renderer.name: error}) for rev, error in definitions.items())]:
            for path, error in errors.items():
                if rev == "before" and isinstance(error, FileNotFoundError):
                    continue  # not there before
                item = {"path": path, "message": describe(error) or type(error).__name__}
                reply["errors"] += [item] if item not in reply["errors"] else []
        if renderer.datapoints:
            found.append(renderer)
    return found
