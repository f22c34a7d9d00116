"""What a step does that needs no engine."""
