"""Model stores: a contract, and a package for each."""
