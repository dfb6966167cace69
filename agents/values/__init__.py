"""Large values travel by reference: they lie in file storage; rows and snapshots hold a small object.

    reference.py   the object that stands for a stored value, and finding such objects in a value
    pieces.py      a value as JSON, a piece at a time
    files.py       the storage: a folder or a bucket
    store.py       the values of one workspace: kept, opened, counted as used
    carriage.py    what a firing takes and gives: opened before, kept after
    shown.py       how a reference looks to people: a preview and a link
    sweep.py       files and rows that nobody uses go

A reference counts only if its id is that of a stored value of the same workspace. Ids cannot be guessed and
are not shown, so nobody can write a reference; what looks like one and is none is a value like any other.
See docs/adr/0008-large-values-by-reference.md.
"""
