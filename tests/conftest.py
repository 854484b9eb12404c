"""The surroundings of every test: no colour, one width, no variable nor cache of the person who runs them."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

os.environ["NO_COLOR"] = "1"
os.environ["COLUMNS"] = "100"
os.environ["XDG_CACHE_HOME"] = str(ROOT / ".pytest_cache" / "user")
os.environ.pop("CHECK_ELIGIBILITY_TABLES", None)
os.environ.pop("PYTHONIOENCODING", None)
