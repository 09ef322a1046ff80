"""What the guard can find: the code of each cause, and the text about each."""
