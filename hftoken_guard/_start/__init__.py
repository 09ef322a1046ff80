"""The start of a job: what can be known without asking, then all that the Hub knows, at once."""
