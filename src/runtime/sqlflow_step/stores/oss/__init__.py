"""Models in buckets of OSS."""
