"""Names as people write them: matched by what they say, not by how they are typed."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """Return *name* without case, accents, apostrophe style or outer spaces; ``_`` counts as a space."""
    plain = unicodedata.normalize("NFKD", name.replace("\u2019", "'").replace("_", " "))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(plain.casefold().split())


def nearest(name: str, known: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """Return the *known* names that look like *name*, best first, at most *most*."""
    import difflib

    by_fold = {fold(candidate): candidate for candidate in known}
    found = difflib.get_close_matches(fold(name), list(by_fold), n=most, cutoff=0.6)
    return tuple(by_fold[key] for key in found)


def meant(name: str, known: Iterable[str]) -> str | None:
    """Return the *known* name that *name*, misspelt, can only mean; None when it may mean something else."""
    import difflib

    by_fold = {fold(candidate): candidate for candidate in known}
    found = difflib.get_close_matches(fold(name), list(by_fold), n=1, cutoff=0.8)
    return by_fold[found[0]] if found else None


def suggestion(name: str, known: Iterable[str]) -> str:
    """Return the French remedy that offers the names nearest to *name*, or an empty text."""
    near = nearest(name, known)
    if not near:
        return ""
    return "vouliez-vous dire " + " ou ".join(f"«\u00a0{candidate}\u00a0»" for candidate in near) + "\u00a0?"
