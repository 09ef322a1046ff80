"""What comes later in a job: an exception, what it means, and where it is said."""
