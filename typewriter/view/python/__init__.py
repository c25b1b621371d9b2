"""The same in Python's words: functions, annotations, files."""
