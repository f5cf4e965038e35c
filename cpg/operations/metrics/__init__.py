"""What Prometheus reads, on a port of its own: requests, jobs by queue, and what waits."""
