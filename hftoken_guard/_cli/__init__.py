"""The command line: a file a command. The guard in a job never loads it."""
