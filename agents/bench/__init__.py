"""What `manage.py bench` measures: executions on real workers, beside raw Celery on the same Redis.

cases.py    the table: each case, what it runs and what it must reach
blocks.py   what a firing costs without its work, and the import of the catalogue (`bench blocks`)
long.py     what takes minutes: how costs grow, and whether memory does
graphs.py   the graphs that are run
clients.py  starting executions and waiting for their ends without busy polling
raw.py      raw Celery: a task that does nothing, chained and in a chord, in a worker of its own
outside.py  the local HTTP server that heavy nodes call
report.py   times, ratios and targets as JSON
own.py      a whole platform of its own, on a folder and a port that nobody else has
"""
