"""Models on MySQL and MariaDB servers."""
