"""What people wrote in words: read by somebody, who may see it decided, coded by what it is about."""
