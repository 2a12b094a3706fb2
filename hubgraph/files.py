"""Files and folders that appear whole or not at all."""

from collections.abc import Mapping
from pathlib import Path
from shutil import rmtree
from tempfile import NamedTemporaryFile, mkdtemp

from hubgraph.errors import ExistingPathError, MissingFileError


def write_whole(target: Path, content: str | bytes) -> Path:
    """Write a file whole or not at all; a text in UTF-8.

    Raises MissingFileError if its folder does not exist.
    """
    require_folder(target.parent)
    with NamedTemporaryFile(dir=target.parent, delete=False) as file:
        draft = Path(file.name)
        try:
            file.write(content.encode() if isinstance(content, str) else content)
            file.close()
            draft.chmod(0o644)
            draft.replace(target)
        except BaseException:
            file.close()
            draft.unlink(missing_ok=True)
            raise
    return target


def write_folder_whole(target: Path, files: Mapping[str, bytes]) -> Path:
    """Write a folder of files whole or not at all; one of files of these names is replaced.

    Raises MissingFileError if the folder above does not exist, ExistingPathError if something
    else is there.
    """
    require_folder(target.parent)
    foreign = target.is_file() or (
        target.is_dir() and {file.name for file in target.iterdir()} - files.keys()
    )
    if foreign:
        raise ExistingPathError(target, hint="Choose a new name: it holds something else.")
    draft = Path(mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        for name, content in files.items():
            (draft / name).write_bytes(content)
        draft.chmod(0o755)
        put_folder(draft, target)
    except BaseException:
        rmtree(draft, ignore_errors=True)
        raise
    return target


def put_folder(draft: Path, target: Path) -> None:
    """Move a folder to where another may be; the other comes back if that fails."""
    if not target.exists():
        draft.rename(target)
        return
    old = draft.with_name(f"{draft.name}-old")
    target.rename(old)
    try:
        draft.rename(target)
    except BaseException:
        old.rename(target)
        raise
    rmtree(old)


def require_folder(folder: Path) -> None:
    """Raise MissingFileError unless a folder is there."""
    if not folder.is_dir():
        raise MissingFileError(folder, hint="Make the folder first.")
