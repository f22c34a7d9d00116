"""Runs one step of a workflow: reads its input from a file and does what it says.

The input is one JSON document (see `spec` in the plan). It names the program to run, chosen when the
workflow was compiled. Braces are kept apart in this file, because Argo reads two of them as a template.
"""
import json
import os
import sys

SPEC = os.environ.get("SQLFLOW_STEP_SPEC", "/tmp/sqlflow/spec.json")


def main():
    with open(SPEC, encoding="ascii") as file:
        spec = json.load(file)
    sys.exit(
        "sqlflowc: step %s: the program %s is not part of this release; "
        "its input is complete, in %s" % (spec["step"], spec["program"], SPEC)
    )


main()
