"""What a request must not wait for: jobs in their queue, long work and its files."""
