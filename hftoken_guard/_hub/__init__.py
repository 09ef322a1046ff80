"""
What is known of the Hub: its addresses, its answers, what they mean, and what is said about it.

Both moments share it: the start of a job, and what comes later. Nothing in here looks at this
machine.
"""
