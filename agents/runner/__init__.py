"""The half of the engine that has effects: it reads and writes rows, calls blocks and queues tasks.

plans.py     plans of versions, made once and kept
expand.py    one step of an execution: deliver what ended, run what is light, queue what is heavy
rows.py      the statements of every start, slice and heavy firing, written by hand
admission.py whose turn it is: executions that may run, and those that wait
turn_rows.py what both ask the database
handover.py  which heavy firings workers are told of
fire.py      one heavy firing, under a lease
turns.py     how many firings of one block run at once in a worker
calls.py     firings that call others as their tools, and wait for them
spending.py  what firings used of models
record.py    firings as rows, and the end of an execution
leases.py    keeps the leases of this process alive, and cancels what lost its lease
recovery.py  brings back what a dead worker left
"""
