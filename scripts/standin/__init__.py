"""A stand-in for the Hub: its HTTP API on this machine, with permissions computed from data."""
