"""Opens the data source at a URL: the compiler's table says which package knows its scheme."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from sqlflow_step.contract import DATABASES
from sqlflow_step.errors import StepError
from sqlflow_step.urls import redacted, scheme_of

if TYPE_CHECKING:
    from typing import Sequence

    from sqlflow_step.databases.database import Database


def open_database(url: str, database: str | None = None, settings: Sequence[str] = ()) -> Database:
    """Connects to a data source. `database` is the current one; `settings` are run first, as the program has them."""
    package = DATABASES.get(scheme_of(url))
    if package is None:
        known = " and ".join(dict.fromkeys(DATABASES.values()))
        raise StepError("%s: steps can't use this kind of data source; they know %s" % (redacted(url), known))
    module = importlib.import_module("sqlflow_step.databases.%s.database" % package)
    opened: Database = module.opened(url, database, settings)
    return opened
