"""
The objective and the constraints as a Pyomo model. They come as parsed trees: `{"number": 1}`, `{"name": "price"}`,
`{"call": "SUM", "arguments": […]}`, `{"operator": "+", "operands": […]}`; nothing is ever evaluated as text.
"""

from __future__ import annotations

import math
import operator
from typing import TYPE_CHECKING

from sqlflow_step.errors import StepError

if TYPE_CHECKING:
    from typing import Any, Callable, Iterable, Iterator, Sequence

    from sqlflow_step.optimize.rows import OptimizeRows
    from sqlflow_step.types import Cell, Document, Tree

ARITHMETIC = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "%": operator.mod}
# Solvers know no strict comparison: the bound itself is allowed.
COMPARISONS = {"<": operator.le, "<=": operator.le, ">": operator.ge, ">=": operator.ge, "=": operator.eq}

# Terms of all constraints together, beyond which a model does not fit into memory.
MOST_TERMS = 20000000


def build_model(spec: Document, rows: OptimizeRows, found: str, domain: str) -> Any:
    try:
        import pyomo.environ as pyomo
    except ImportError:
        raise StepError(
            "the image has no Pyomo, which TO MAXIMIZE and TO MINIMIZE need: pip install pyomo highspy"
        ) from None
    model = pyomo.ConcreteModel()
    model.found = pyomo.Var(range(len(rows)), domain=getattr(pyomo, domain))
    amounts = Amounts(rows, found, model.found, pyomo.quicksum)
    sense = pyomo.maximize if spec["direction"] == "maximize" else pyomo.minimize
    model.objective = pyomo.Objective(expr=objective_of(amounts, spec["objective"]), sense=sense)
    model.constraints = pyomo.ConstraintList()
    terms = 0
    for number, constraint in enumerate(spec["constraints"], 1):
        for left, compare, right, size in amounts.comparisons(constraint, number):
            terms += size
            if terms > MOST_TERMS:
                raise StepError("constraint %d is too large: it adds up all rows for each of the rows" % number)
            add(model.constraints, compare(left, right), number)
    return model


def check_linear(model: Any, found: str, domain: str) -> None:
    """What HiGHS can solve: linear programs, and squares of real numbers in the objective."""
    for constraint in model.constraints.values():
        if constraint.body.polynomial_degree() not in (0, 1):
            raise StepError("a constraint multiplies or divides by %s: HiGHS solves linear constraints only" % found)
    degree = model.objective.expr.polynomial_degree()
    if degree not in (0, 1, 2) or (degree == 2 and "Reals" not in domain):
        raise StepError("the objective multiplies or divides by %s: HiGHS solves linear objectives" % found)


def add(constraints: Any, comparison: Any, number: int) -> None:
    """A comparison of numbers alone says nothing when it holds, and can't be solved when it does not."""
    if comparison is True:
        return
    if comparison is False:
        raise StepError("constraint %d can't hold: it has no variable in it, and is false" % number)
    constraints.add(comparison)


def objective_of(amounts: Amounts, tree: Tree) -> Any:
    everything = range(len(amounts.rows))
    if amounts.bare_names(tree) and len(amounts.rows) > 1:
        raise StepError("the objective is another number for each row: add it up, as in SUM(…)")
    return amounts.value(tree, 0, everything)


class Amounts:
    """Values of trees for a row, with sums over a group of rows."""

    def __init__(self, rows: OptimizeRows, found: str, variables: Any, add_up: Callable[[Iterable[Any]], Any]) -> None:
        self.rows = rows
        self._found = found.lower()
        self._variables = variables
        self._add_up = add_up

    def comparisons(self, constraint: Tree, number: int) -> Iterator[tuple[Any, Callable[[Any, Any], Any], Any, int]]:
        """Each comparison that a constraint stands for, with its count of terms."""
        tree = constraint["expression"]
        compare = COMPARISONS.get(tree.get("operator"))
        if compare is None:
            raise StepError("constraint %d is no comparison" % number)
        left, right = tree["operands"]
        bare = self.bare_names(tree)
        sums = has_sum(tree)
        for group in self._groups(constraint.get("groupBy")):
            size = len(group) if sums else 1
            seen = set()
            for row in group if bare else group[:1]:
                # Rows that differ in nothing that stands outside of SUM give the same constraint.
                key = tuple(row if name == self._found else self.rows.rows[row][self._place(name)] for name in bare)
                if key in seen:
                    continue
                seen.add(key)
                yield self.value(left, row, group), compare, self.value(right, row, group), size

    def _groups(self, column: str | None) -> list[Sequence[int]]:
        everything = range(len(self.rows))
        if column is None:
            return [everything]
        at = self._place(column.lower())
        groups: dict[Cell, list[int]] = dict()
        for row in everything:
            groups.setdefault(self.rows.rows[row][at], []).append(row)
        return list(groups.values())

    def bare_names(self, tree: Tree) -> set[str]:
        """Names outside of SUM, in lower case."""
        if "name" in tree:
            return {tree["name"].lower()}
        if is_sum(tree):
            return set()
        return set().union(*(self.bare_names(part) for part in parts_of(tree)))

    def value(self, tree: Tree, row: int, group: Sequence[int]) -> Any:
        if "number" in tree:
            return tree["number"]
        if "name" in tree:
            return self._named(tree["name"], row)
        if is_sum(tree):
            (inner,) = tree["arguments"]
            return self._add_up(self.value(inner, each, group) for each in group)
        operands = [self.value(part, row, group) for part in parts_of(tree)]
        if tree.get("operator") == "-" and len(operands) == 1:
            return -operands[0]
        work = ARITHMETIC.get(tree.get("operator", ""))
        if work is None or len(operands) != 2:
            raise StepError("the objective or a constraint holds what is no number")
        try:
            result = work(*operands)
        except ZeroDivisionError:
            raise StepError(
                "row %d of the SELECT makes the objective or a constraint divide by 0" % (row + 1)
            ) from None
        except TypeError:
            raise StepError("the operator %s can't be used with what is to be found" % tree["operator"]) from None
        if isinstance(result, float) and not math.isfinite(result):
            raise StepError("row %d of the SELECT makes a number that is too large" % (row + 1))
        return result

    def _named(self, name: str, row: int) -> Any:
        if name.lower() == self._found:
            return self._variables[row]
        return self.rows.number(row, self._place(name))

    def _place(self, name: str) -> int:
        at = self.rows.place(name)
        if at is None:
            raise StepError(
                "there is no column %s: the SELECT gives %s, and %s is to be found"
                % (name, ", ".join(self.rows.columns), self._found)
            )
        return at


def is_sum(tree: Tree) -> bool:
    return str(tree.get("call", "")).upper() == "SUM"


def has_sum(tree: Tree) -> bool:
    return is_sum(tree) or any(has_sum(part) for part in parts_of(tree))


def parts_of(tree: Tree) -> list[Tree]:
    return tree.get("operands") or tree.get("arguments") or []
