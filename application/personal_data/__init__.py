"""What needs every package at once: erasing a person, and the copy of everything about one."""
