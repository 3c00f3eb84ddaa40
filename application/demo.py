"""The demo agency, marked CONTOH: the five programmes with believable people, goods and permits."""
