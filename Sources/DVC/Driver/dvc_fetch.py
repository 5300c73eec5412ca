"""The data of revisions, from the remote into the cache; the workspace is not looked at.

    fetch  "revs": [REV] → {"count": how many files came}
"""

from dvc_calls import open_repo


def fetch(request):
    return {"count": open_repo().fetch(revs=request["revs"], workspace=False)}
