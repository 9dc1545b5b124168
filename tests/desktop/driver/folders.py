"""What a run leaves in its home, runtime and temporary folders."""
import hashlib


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
    return [path for path in home.rglob('*') if 'silhouette' in path.relative_to(home).parts and path.is_file()]
