"""Where the packaged files are: the ontology, its queries, the bundled networks."""

from importlib.resources import files
from pathlib import Path

from hubgraph.errors import MissingFileError, UnknownNameError


def ontology_path() -> Path:
    """Folder of the ontology: inside the package (wheel) or beside it (editable install).

    Raises MissingFileError when neither is there, which means a broken installation.
    """
    package = Path(str(files("hubgraph")))
    for folder in (package / "ontology", package.parent / "ontology"):
        if (folder / "hubgraph.ttl").is_file():
            return folder
    raise MissingFileError(package / "ontology", hint="Install hubgraph again.")


def network_path(name: str) -> Path:
    """Folder with the tables of a bundled network, e.g. 'baden-wuerttemberg'.

    Raises UnknownNameError, with the bundled names, for any other name.
    """
    bundled = Path(str(files("hubgraph"))) / "data"
    names = sorted(path.name for path in bundled.iterdir() if path.is_dir())
    if name not in names:
        raise UnknownNameError(
            name, names, kind="bundled network", hint="Or give a folder of tables."
        )
    return bundled / name
