"""One process tree for the whole platform: what `manage.py up` runs.

programs.py    what web, engine, blocks, beat and the set-up do
forked.py      one program as a child, forked from the preloaded parent so that they share its memory
tree.py        the loop: pass on log lines, restart what dies, stop everything
lines.py       the prefix and colour of each log line
preflight.py   what must hold before anything starts, each failure told in one line
report.py      how much memory the tree takes
"""
