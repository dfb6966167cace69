"""What `manage.py run_agent`, `import_agent` and `export_agent` are made of.

files.py     a graph's file, an agent's file and the inputs of a run, read and checked
people.py    whose agents a command is about
saving.py    the file's graph as a version of a graph in the user's personal workspace
workers.py   the platform's workers, or one of our own for as long as the command lasts
screen.py    events as lines for a terminal
follow.py    from the first event of an execution to its end
"""
