"""Where the workbooks that come with the program are."""

from pathlib import Path


def shipped_tables() -> Path:
    """Return the folder of the workbooks: inside the package once installed, beside it in a checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "_decision_tables"
    return installed if installed.is_dir() else package.parent / "decision_tables"
