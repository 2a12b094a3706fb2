"""Errors: each names thing, place and way out, and carries the values."""

from collections.abc import Sequence
from difflib import get_close_matches

_LISTED = 12


class HubgraphError(Exception):
    """Base of all errors a user can meet; `hint` says what to do next."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        """Keep the sentence that says what is wrong, and the way out."""
        self.message = message
        self.hint = hint
        joint = "\n" if "\n" in message else " "
        super().__init__(f"{message}{joint}{hint}".strip())


class UnknownNameError(HubgraphError, LookupError):
    """A name that the graph, the vocabulary or the package does not know."""

    def __init__(self, given: str, known: Sequence[str], *, kind: str, hint: str = "") -> None:
        """Keep the given name and the known names nearest to it, best first."""
        self.given = given
        self.kind = kind
        self.suggestions = _nearest(given, known)
        near = f"Did you mean {' or '.join(map(repr, self.suggestions))}?"
        listed = ", ".join(known[:_LISTED]) + (
            f" … and {len(known) - _LISTED} more" * (len(known) > _LISTED)
        )
        near = near if self.suggestions else f"Known: {listed}." if known else ""
        super().__init__(f"There is no {kind} {given!r}.", hint=f"{near} {hint}".strip())


class AmbiguousNameError(HubgraphError, LookupError):
    """A name that several things bear; `candidates` are their identifiers, sorted."""

    def __init__(self, given: str, candidates: Sequence[str], *, kind: str) -> None:
        """Keep the given name and what it may mean."""
        self.given = given
        self.kind = kind
        self.candidates = tuple(candidates)
        listed = ", ".join(candidates[:_LISTED]) + " …" * (len(candidates) > _LISTED)
        message = f"{given!r} may be any {kind} of these {len(candidates)}: {listed}."
        super().__init__(message, hint="Give its identifier.")


class UnknownFormatError(HubgraphError, ValueError):
    """A file suffix or format name that cannot be written or read."""

    def __init__(self, given: str, known: Sequence[str]) -> None:
        """Keep the given format and the known ones."""
        self.given = given
        self.known = tuple(known)
        super().__init__(f"Unknown format {given!r}.", hint=f"Use one of: {', '.join(known)}.")


class InvalidDateError(HubgraphError, ValueError):
    """A text that is not a day of the calendar."""

    def __init__(self, given: object) -> None:
        """Keep the given value; None means that no date is known."""
        self.given = given
        message = (
            f"{given!r} is not a date." if given is not None else "No reference date is stated."
        )
        super().__init__(message, hint="Write it as YYYY-MM-DD, e.g. 2020-12-31.")


class OptionError(HubgraphError, ValueError):
    """An option outside its range."""

    def __init__(self, option: str, value: object, allowed: str) -> None:
        """Keep the option's name, the value given, and what is allowed."""
        self.option = option
        self.value = value
        super().__init__(f"{option} = {value!r} is not possible.", hint=f"Allowed: {allowed}.")


class QueryError(HubgraphError, ValueError):
    """A SPARQL query that cannot be read or may not be run; `line` and `column` from 1."""

    def __init__(
        self, message: str, *, line: int | None = None, column: int | None = None, hint: str = ""
    ) -> None:
        """Keep the place in the query text where reading stopped, None if not known."""
        self.line = line
        self.column = column
        super().__init__(message, hint=hint)


class TableError(HubgraphError, ValueError):
    """Tables that cannot become a graph; `findings` lists every cell that is wrong."""

    def __init__(self, findings: Sequence[str], *, place: str, hint: str = "") -> None:
        """Keep all findings, one sentence each with file, row and column."""
        self.findings = tuple(findings)
        count = f"{len(findings)} finding{'s' if len(findings) > 1 else ''}"
        lines = "\n".join(f"- {finding}" for finding in findings)
        super().__init__(f"{place} cannot be read, {count}:\n{lines}", hint=hint)


class ShapesError(HubgraphError, ValueError):
    """Shapes that cannot be read or applied; `shape` and `line` say where, None if not known."""

    def __init__(
        self, reason: str, *, place: str, shape: str | None = None, line: int | None = None
    ) -> None:
        """Keep file or thing, the shape's CURIE, and the line in the file, from 1."""
        self.place = place
        self.shape = shape
        self.line = line
        where = place + f", line {line}" * bool(line) + f", shape {shape}" * bool(shape)
        hint = "Correct the shape; the SHACL recommendation says what may stand there."
        if line:
            hint = "Correct the line, or give the file the suffix of its format."
        super().__init__(f"{where}: {reason.rstrip('.')}.", hint=hint)


class MissingFileError(HubgraphError, FileNotFoundError):
    """A file or folder that is not there."""

    def __init__(self, path: object, *, hint: str = "") -> None:
        """Keep the path that was looked for."""
        self.path = path
        super().__init__(f"{path} does not exist.", hint=hint)


class BusyError(HubgraphError, OSError):
    """A network somebody else is writing to."""

    def __init__(self, path: object) -> None:
        """Keep the folder that is locked."""
        self.path = path
        super().__init__(
            f"{path} is being written to by somebody else.", hint="Wait, and try again."
        )


class ExistingPathError(HubgraphError, FileExistsError):
    """A file or folder that would be lost if it were replaced."""

    def __init__(self, path: object, *, hint: str) -> None:
        """Keep the path that is taken."""
        self.path = path
        super().__init__(f"{path} is already there.", hint=hint)


class LeftoverError(HubgraphError, ValueError):
    """Statements that no table can carry; `leftovers` lists all of them as N-Quads."""

    def __init__(self, leftovers: Sequence[str], *, place: object) -> None:
        """Keep the statements, and show the first of them."""
        self.leftovers = tuple(leftovers)
        shown = "".join(f"- {leftover}\n" for leftover in leftovers[:_LISTED])
        more = f"… and {len(leftovers) - _LISTED} more\n" * (len(leftovers) > _LISTED)
        count = f"{len(leftovers)} statement{'s' if len(leftovers) > 1 else ''}"
        super().__init__(
            f"No table of {place} can carry {count}:\n{shown}{more}",
            hint="Export the graph as .trig, or write the rest with partial=True.",
        )


class UnreadableFileError(HubgraphError, OSError):
    """A file that is there, but cannot be read or searched."""

    def __init__(self, path: object, reason: str) -> None:
        """Keep the path and what is wrong with the file."""
        self.path = path
        self.reason = reason
        super().__init__(f"{path} cannot be read: {reason}.", hint="Export it again.")


class MissingLibraryError(HubgraphError, ImportError):
    """An optional library that is not installed."""

    def __init__(self, library: str, *, extra: str) -> None:
        """Keep the library, and the extra of hubgraph that brings it."""
        self.library = library
        self.extra = extra
        hint = f"Install it: pip install 'hubgraph[{extra}]'"
        super().__init__(f"This needs {library}, which is not installed.", hint=hint)


class EndpointError(HubgraphError, OSError):
    """A SPARQL endpoint that does not answer as one."""

    def __init__(self, url: str, reason: str) -> None:
        """Keep the address and what happened."""
        self.url = url
        self.reason = reason
        super().__init__(
            f"{url} does not answer: {reason}.", hint="Check the address and the connection."
        )


class WrongTypeError(HubgraphError, TypeError):
    """A thing of another kind than the function takes."""

    def __init__(self, given: object, wanted: type, *, hint: str = "") -> None:
        """Keep the thing given and the class wanted."""
        self.given = given
        self.wanted = wanted
        name = type(given).__name__
        super().__init__(f"This is a {name}, not a {wanted.__name__}.", hint=hint)


def require_type(given: object, wanted: type, *, hint: str) -> None:
    """Raise WrongTypeError, with the way to the right thing, unless `given` is a `wanted`."""
    if not isinstance(given, wanted):
        raise WrongTypeError(given, wanted, hint=hint)


def _nearest(given: str, known: Sequence[str], *, most: int = 3) -> list[str]:
    """Known names nearest to the given one, case forgiven, best first."""
    by_key = {name.casefold(): name for name in sorted(known, reverse=True)}
    return [by_key[key] for key in get_close_matches(given.casefold(), by_key, n=most, cutoff=0.5)]
