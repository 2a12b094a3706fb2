"""What changes: who is tied to whom, and how that develops."""
