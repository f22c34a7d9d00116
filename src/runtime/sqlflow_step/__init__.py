"""The programs that steps run: `step.main` reads what a step is to do, and calls the one that does it."""
