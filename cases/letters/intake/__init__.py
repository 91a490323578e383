"""What comes in from outside: each file is judged by its content before anything keeps it."""
