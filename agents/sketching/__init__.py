"""Agents from words: a model draws what a person describes (ADR 0027).

candidates.py  which blocks may be meant, told without a model
shown.py       blocks and graphs as a model reads them: compact, without secrets
prompts.py     what a model is told
form.py        what it answers, read and bounded
building.py    a graph out of an answer
faults.py      what is wrong with that, in words for the model
open_points.py what is left to the person
asking.py      the rounds in between, until it is right
models.py      which model is asked
"""
