"""Reports on a plan: what staff write beside its figures, and the sealed editions, which stay."""
