"""Solving a Pyomo model: HiGHS, or the solver that is named when it is installed; and what can go wrong, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlflow_step.errors import StepError

if TYPE_CHECKING:
    from typing import Any, Callable

    from sqlflow_step.results.outputs import Outputs
    from sqlflow_step.types import Attributes

ENDS = {
    "provenInfeasible": "the constraints can't all hold: no values fit them (infeasible)",
    "locallyInfeasible": "no values were found that fit the constraints (infeasible)",
    "infeasible": "the constraints can't all hold: no values fit them (infeasible)",
    "unbounded": "the objective has no bound: add a constraint that limits it (unbounded)",
    "infeasibleOrUnbounded": "the constraints can't all hold, or the objective has no bound (infeasible or unbounded)",
    "maxTimeLimit": "the solver ran out of time before it was sure of the best values",
    "unknown": "the solver found no best values: squares can be minimized, not maximized; and numbers may be too large",
    "iterationLimit": "the solver ran out of steps before it was sure of the best values",
}


def solve(model: Any, name: str | None, options: Attributes, check: Callable[[], None], outputs: Outputs) -> float:
    """
    Gives the value of the objective; the variables of the model have theirs.

    check: called when HiGHS is used, which can't solve every model
    """
    wanted = (name or "highs").lower()
    if wanted not in ("highs", "appsi_highs"):
        solver = other_solver(wanted)
        if solver is not None:
            return solve_with(solver, model, options)
        outputs.say("the solver %s is not installed here; HiGHS is used" % wanted)
    check()
    return solve_with_highs(model, options)


def solve_with_highs(model: Any, options: Attributes) -> float:
    from pyomo.contrib.solver.common.factory import SolverFactory

    try:
        solver = SolverFactory("highs")
        if not solver.available():
            raise ImportError
    except ImportError:
        raise StepError("the image has no HiGHS, which TO MAXIMIZE and TO MINIMIZE need: pip install highspy") from None
    check_options(options)
    try:
        result = solver.solve(
            model, load_solutions=False, raise_exception_on_nonoptimal_result=False, solver_options=options
        )
    except Exception as error:
        raise StepError("the solver refuses this program: %s" % first_sentence(error)) from error
    end = result.termination_condition.name
    if end != "convergenceCriteriaSatisfied":
        raise StepError(ENDS.get(end, "the solver ended without a solution (%s)" % end))
    result.solution_loader.load_vars()
    return float(result.incumbent_objective)


def check_options(options: Attributes) -> None:
    """Pyomo passes them on, and does not look whether they were taken."""
    import highspy

    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    for key, value in options.items():
        try:
            taken = highs.setOptionValue(key, value) == highspy.HighsStatus.kOk
        except (TypeError, RuntimeError):
            taken = False
        if not taken:
            raise StepError("HiGHS takes no `solver.%s` = %s" % (key, value))


def other_solver(name: str) -> Any:
    """A solver of Pyomo's by its name, when it is installed."""
    import logging

    import pyomo.environ as pyomo

    logging.getLogger("pyomo").setLevel(logging.ERROR)
    if not name.replace("_", "").isalnum():
        return None
    solver = pyomo.SolverFactory(name)
    return solver if solver.available(exception_flag=False) else None


def solve_with(solver: Any, model: Any, options: Attributes) -> float:
    import pyomo.environ as pyomo

    solver.options.update(options)
    try:
        result = solver.solve(model, load_solutions=False)
    except Exception as error:
        raise StepError("the solver refuses this program: %s" % first_sentence(error)) from error
    end = str(result.solver.termination_condition)
    if end != "optimal":
        raise StepError(ENDS.get(end, "the solver ended without a solution (%s)" % end))
    model.solutions.load_from(result)
    return float(pyomo.value(model.objective))


def first_sentence(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0][:200]
