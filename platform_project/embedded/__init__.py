"""PostgreSQL 18 with pgvector and Redis as ordinary child processes, from the binaries that pip installed.

    addresses.py     ports and passwords, picked once and kept in `embedded.json`
    locks.py         who runs a server of this folder
    children.py      starting a child that never outlives its parent
    privileges.py    the unprivileged user under which PostgreSQL runs when we are root
    postgres.py, redis_server.py    one server each: start, wait, stop
    servers.py       `running(var_dir)`: start what does not run, stop what was started

Nothing here imports Django: settings read the addresses. Linux only (prctl, /proc).
"""
