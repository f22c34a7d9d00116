"""Names of types. Only the type checker imports them, so nothing of this is packed."""

from __future__ import annotations

from typing import (
    Any,
    Callable,
    Dict,
    Iterator,
    Literal,
    Mapping,
    Optional,
    Protocol,
    Sequence,
    Tuple,
    TypedDict,
    TypeVar,
    Union,
)

from sqlflow_step.features.clause import Call
from sqlflow_step.features.labels import ClassLabels, NumberLabels

T = TypeVar("T")

# A cell of a row as a database gives it: NULL is None, decimals are Decimal, binary is bytes.
Cell = Any
Row = Tuple[Cell, ...]

# JSON objects: a step's input, the metadata of a model.
Document = Dict[str, Any]
Attributes = Mapping[str, Any]
Environment = Mapping[str, str]

# The kind of a column that a result table gets.
Kind = Literal["integer", "real", "text"]
Added = Sequence[Tuple[str, str]]

# A model's bytes, each time from their beginning.
ModelBytes = Callable[[], Iterator[bytes]]
# A row of a table of blocks: id, size, bytes.
Block = Tuple[Any, Optional[int], Optional[bytes]]

# An array of numpy, which need not be installed where types are checked.
Array = Any
# The arrays of a batch by name; those of labels and weights have names that no column can have.
Arrays = Dict[Any, Array]
# Shape and type of the arrays that a Keras model is fed.
Shapes = Dict[str, Tuple[Tuple[Optional[int], ...], str]]

# A category of a row, and its weight.
Pair = Tuple[int, float]

# An entry of COLUMN: a column's name, or a function of columns.
Entry = Union[str, Call]
# A tree of `derivedFeatures`, see `features.trees`.
Tree = Dict[str, Any]


class Field(TypedDict, total=False):
    """See `features.fields`."""

    type: str
    format: str
    shape: list[int]
    delimiter: str
    kvDelimiter: str
    sparse: bool
    vocabulary: list[str]


class Label(TypedDict, total=False):
    """See `features.labels` and `engines.tensorflow.labels`."""

    column: str
    type: str
    shape: list[int]
    delimiter: str
    classes: list[Any]
    task: str
    count: int
    dimension: int


class DerivedParts(TypedDict):
    version: int
    fields: dict[str, Field]
    targets: dict[str, list[Tree]]


class Derived(DerivedParts, total=False):
    """`derivedFeatures` of the metadata, see `features.derive`."""

    label: Label


class LabelReader(Protocol):
    """What turns cells into the labels that a model learns."""

    name: str

    def read(self, cells: Sequence[Cell], first: int) -> Array:
        """first: the number of the first row, from 1"""


# Of XGBoost's models.
XgboostLabels = Union[ClassLabels, NumberLabels]
