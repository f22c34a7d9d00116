"""Images lack this package, and tests run steps as if they did."""

raise ImportError("images do not have it")
