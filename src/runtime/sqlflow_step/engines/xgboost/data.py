"""Rows as XGBoost holds them: pages of numbers, in memory or in files, and the matrices made of them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np

from sqlflow_step.databases.database import batches
from sqlflow_step.engines.xgboost.library import xgboost
from sqlflow_step.errors import StepError
from sqlflow_step.features.input_names import booster_names

if TYPE_CHECKING:
    from typing import Any, Callable, Iterable, Iterator, Sequence

    from sqlflow_step.databases.database import Column
    from sqlflow_step.engines.xgboost.inputs import Inputs
    from sqlflow_step.engines.xgboost.params import Settings
    from sqlflow_step.types import Array, Row, XgboostLabels

# Rows that are read and turned into numbers at once, and cells where rows are wide: a cell takes 32 bytes and more.
BATCH_ROWS = 10000
BATCH_CELLS = 1000000
# A page of rows that are kept on disk.
PAGE_BYTES = 32 * 1024 * 1024


class Samples:
    """
    Training rows as numbers, cut into pages.

    folder: where the pages are kept; None keeps them in memory
    """

    def __init__(self, inputs: Inputs, folder: str | None = None) -> None:
        self._inputs = inputs
        self._folder = folder
        self._pages: list[Any] = []
        self.labels = np.empty(0, dtype=np.float32)
        self.rows = 0

    def read(self, rows: Iterable[Row], labels: XgboostLabels, label_place: int, page_rows: int) -> None:
        parts = []
        for batch in batches(rows, page_rows):
            parts.append(labels.read([row[label_place] for row in batch], self.rows + 1))
            self._keep(self._inputs.matrix(batch))
            self.rows += len(batch)
        if self.rows:
            self.labels = labels.finish(np.concatenate(parts))

    def _keep(self, matrix: Any) -> None:
        if self._folder is None:
            self._pages.append(matrix)
            return
        path = os.path.join(self._folder, "page-%d.npz" % len(self._pages))
        if self._inputs.sparse:
            from scipy.sparse import save_npz

            save_npz(path, matrix, compressed=False)
        else:
            path = path[:-1] + "y"
            np.save(path, matrix)
        self._pages.append(path)

    def page(self, at: int) -> Any:
        kept = self._pages[at]
        if self._folder is None:
            return kept
        if self._inputs.sparse:
            from scipy.sparse import load_npz

            return load_npz(kept)
        return np.load(kept)

    def pages(self) -> Iterator[tuple[Any, Array]]:
        """Each page with its labels."""
        start = 0
        for at in range(len(self._pages)):
            page = self.page(at)
            yield page, self.labels[start : start + page.shape[0]]
            start += page.shape[0]

    def forget(self) -> None:
        """Gives up the pages; the labels stay."""
        self._pages = []

    def whole(self) -> Any:
        """All rows as one matrix; the pages are given up for it."""
        if len(self._pages) > 1:
            pages = [self.page(at) for at in range(len(self._pages))]
            if self._inputs.sparse:
                from scipy.sparse import vstack

                joined = vstack(pages, format="csr")
            else:
                joined = np.concatenate(pages)
            self._pages, self._folder = [joined], None
        return self.page(0)


def batch_rows(columns: Sequence[Column]) -> int:
    """How many rows of a query are in memory at a time."""
    return max(100, min(BATCH_ROWS, BATCH_CELLS // max(1, len(columns))))


def page_rows(inputs: Inputs) -> int:
    """Rows of a page on disk."""
    return max(1000, PAGE_BYTES // (4 * min(inputs.width, 100000)))


class Matrices:
    """Makes XGBoost's matrices, the same way for training and for every later use."""

    def __init__(self, inputs: Inputs, settings: Settings) -> None:
        self._options: dict[str, Any] = dict(feature_names=booster_names(inputs.names))
        if settings.missing is not None:
            self._options["missing"] = settings.missing
        if settings.feature_types:
            if len(settings.feature_types) != inputs.width:
                raise StepError(
                    "feature_types has %d types, and there are %d features: %s"
                    % (len(settings.feature_types), inputs.width, ", ".join(inputs.names[:20]))
                )
            self._options["feature_types"] = list(settings.feature_types)
        if settings.enable_categorical:
            self._options["enable_categorical"] = True
        # Times that are known; XGBoost has no other way to say so.
        self._bounds = settings.objective == "survival:aft"

    def infos(self, labels: Array | None) -> dict[str, Array]:
        if labels is None:
            return dict()
        if self._bounds:
            return dict(label=labels, label_lower_bound=labels, label_upper_bound=labels)
        return dict(label=labels)

    def matrix(self, data: Any, labels: Array | None = None) -> Any:
        return xgboost.DMatrix(data, **self.infos(labels), **self._options)

    def on_disk(self, samples: Samples, folder: str) -> Any:
        """A matrix that XGBoost reads page by page from a cache of its own, for each round of training."""
        options = dict(self._options)
        told = dict((key, options.pop(key)) for key in ("feature_names", "feature_types") if key in options)
        pages = Pages(samples, os.path.join(folder, "cache"), lambda labels: dict(told, **self.infos(labels)))
        return xgboost.DMatrix(pages, **options)


class Pages(xgboost.DataIter):
    """Hands pages of samples to XGBoost, one after the other, as often as it wants."""

    def __init__(self, samples: Samples, cache: str, infos: Callable[[Array], dict[str, Any]]) -> None:
        self._samples = samples
        self._infos = infos
        self._rest = samples.pages()
        super().__init__(cache_prefix=cache)

    def reset(self) -> None:
        self._rest = self._samples.pages()

    def next(self, input_data: Callable[..., None]) -> int:
        page, labels = next(self._rest, (None, None))
        if page is None:
            return 0
        input_data(data=page, **self._infos(labels))
        return 1
