"""When a schedule is due: pure computing with moments, zones and cron expressions.

missed.py      which of the times that have come are started at
recurrence.py  what a schedule asks for, and the moments that come of it
cron.py        cron expressions: what is allowed, and the local times that they name
wall_clock.py  from a local time to the moment when clocks show it, across changes of the clocks
words.py       a schedule as people say it
"""
