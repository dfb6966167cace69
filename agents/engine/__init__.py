"""The pure half of the engine: how a graph is checked and planned. No Django, no clock, no I/O.

graph.py       what a graph says: nodes and links
settings.py    what an author may settle for a graph and its nodes
pins.py        pin names with paths into values
node_pins.py   which pins a node has: those of its block, or those of the agent that it runs
plan.py        a graph with its blocks, indexed for planning
state.py       how far an execution has come; rebuilt from what is committed
planner.py     which firings are ready, and what each of them takes
lanes.py       which ready firings wait for each other
validation.py  every problem of a graph at once
schemas.py     the JSON Schema of an agent's inputs and outputs
limits.py      the bounds
"""
