"""What trains and uses models: a contract, and a package for each."""
