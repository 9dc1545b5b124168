"""What a run leaves in its home, runtime and temporary folders."""
import hashlib
import os
import pathlib


def contents(workspace):
    """{path: digest} of everything below home, runtime and tmp."""
    found = {}
    for folder in ('home', 'runtime', 'tmp'):
        for path in sorted((workspace / folder).rglob('*')):
            name = str(path.relative_to(workspace))
            if path.is_symlink():
                found[name] = 'link'
            elif path.is_file():
                found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
            else:
                found[name] = 'other' if not path.is_dir() else 'folder'
    return found


def silhouette_files(workspace):
    """Files of ours below the home: the default places, wherever the names of folders say so."""
    return files_of_ours(workspace / 'home')


def files_of_ours(home):
    # Not by rglob(), which fails when an app removes a folder meanwhile.
    return [pathlib.Path(folder, name) for folder, _, names in os.walk(home)
            if 'silhouette' in pathlib.Path(folder).relative_to(home).parts for name in names if os.path.isfile(os.path.join(folder, name))]
