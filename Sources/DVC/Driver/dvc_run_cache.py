"""The run-cache between this host and a remote: what is not there yet, several at a time, and an error where one fails.

DVC 3.67 copies every entry with each push and pull, one after the other, and tells of a failure in its log alone: a push that
kept nothing of a stage then looks like one that did. An entry's path is made of hashes of its content, so one that is there is
the same.
"""


def transfer(self, from_odb, to_odb, force=True):
    """Instead of dvc.stage.cache.StageCache.transfer; gives (key, value) of each entry that was copied."""
    from dvc.fs import HTTPFileSystem
    from dvc.stage.cache import RunCacheNotSupported
    from dvc_objects.fs import generic

    del force
    for odb in (from_odb, to_odb):
        if isinstance(odb.fs, HTTPFileSystem):
            raise RunCacheNotSupported(f"run-cache is not supported for http filesystem: {odb.path}")
    wanted = entries(from_odb)
    missing = sorted(wanted.keys() - entries(to_odb).keys()) if wanted else []
    if missing:
        # The remote's number of jobs: on this host's own side DVC allows one at a time.
        jobs = max(from_odb.fs.jobs, to_odb.fs.jobs)
        targets = [to_odb.fs.join(to_odb.path, "runs", *entry) for entry in missing]
        generic.copy(from_odb.fs, [wanted[entry] for entry in missing], to_odb.fs, targets, batch_size=jobs)
    return [entry[-2:] for entry in missing]


def entries(odb):
    """The path of each, by (first two letters of the key, key, value)."""
    folder = odb.fs.join(odb.path, "runs")
    if not odb.fs.exists(folder):
        return {}
    found = ((tuple(odb.fs.relparts(path, folder)), path) for path in odb.fs.find(folder))
    # Nothing else is an entry: DVC writes one under another name until it is whole.
    return {entry: path for entry, path in found if len(entry) == 3 and len(entry[2]) == 64}
