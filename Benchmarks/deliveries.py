"""Makes signed deliveries for the benchmark of the way in: bodies and signatures that wrk's script sends.

Usage: deliveries.py DIRECTORY COUNT SECRET   writes plain.lua (one push without directive), runs.lua (COUNT pushes, each of
another commit, that start a run) and forged.lua (the first with a signature of another secret) into DIRECTORY.
"""

import hashlib
import hmac
import json
import pathlib
import sys

SCRIPT = """\
local deliveries = dofile("{data}")
local n = {start}
function setup(thread) thread:set("id", n); n = n + 1 end
local next = nil
request = function()
  if next == nil then next = (id - 1) * math.floor(#deliveries / {threads}) end
  next = next % #deliveries + 1
  local d = deliveries[next]
  return wrk.format("POST", path, {{
    ["Content-Type"] = "application/json", ["X-GitHub-Event"] = "push", ["X-GitHub-Delivery"] = "d-" .. next,
    ["X-Hub-Signature-256"] = d[2] }}, d[1])
end
function init(args) path = args[1] end
"""


def push(commit, message):
    """A push as GitHub tells it, with the parts that make it as large as a real one."""
    person = {"name": "ada", "email": "ada@example.org", "login": "ada", "id": 1, "type": "User"}
    urls = {f"{kind}_url": f"https://api.github.example/repos/o/r/{kind}{{/sha}}" for kind in (
        "archive assignees blobs branches collaborators comments commits compare contents contributors deployments downloads "
        "events forks git_commits git_refs git_tags hooks issue_comment issue_events issues keys labels languages merges "
        "milestones notifications pulls releases stargazers statuses subscribers subscription tags teams trees").split()}
    head = {
        "id": commit, "tree_id": commit[::-1], "distinct": True, "message": message, "timestamp": "2026-11-24T04:22:01+00:00",
        "url": f"https://github.example/o/r/commit/{commit}", "author": person, "committer": person,
        "added": [], "removed": [], "modified": ["params.yaml"]}
    return json.dumps({
        "ref": "refs/heads/main", "before": "1" * 40, "after": commit, "created": False, "deleted": False, "forced": False,
        "repository": {"id": 1, "name": "r", "full_name": "o/r", "private": True, "owner": person, **urls},
        "pusher": person, "sender": person, "commits": [head], "head_commit": head}).encode()


def lua(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def write(directory, name, bodies, secret, threads):
    data = directory / f"{name}-data.lua"
    with data.open("w") as file:
        file.write("local d = {}\n")
        for body in bodies:
            signature = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
            file.write(f"d[#d + 1] = {{{lua(body.decode())}, \"{signature}\"}}\n")
        file.write("return d\n")
    (directory / f"{name}.lua").write_text(SCRIPT.format(data=data, start=1, threads=threads))


if __name__ == "__main__":
    place, count, key = pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    commits = [hashlib.sha1(str(n).encode()).hexdigest() for n in range(count)]
    write(place, "plain", [push(commits[0], "Tidy up")], key, 1)
    write(place, "forged", [push(commits[0], "Tidy up")], key + "x", 1)
    write(place, "runs", [push(commit, "Try\n\n:ACME_RUN:") for commit in commits], key, 1)
