"""What becomes of a query's columns: `derivedFeatures`, which all engines share."""
