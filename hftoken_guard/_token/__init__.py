"""The token as the job has it: its names, its shape, where it is found, how it is hidden."""
