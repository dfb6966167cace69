"""Code that users write, run where it can do no harm: in WebAssembly, in a process within walls.

    run() ── one request ──▸ cell: walls.py → Node → Pyodide or QuickJS, both compiled to WebAssembly
          ◂─ one answer ───

A cell serves one request and is ended, whatever it answered: nothing of one user's code is left for the next.
Since Python takes half a second to begin, one cell of it is begun ahead and waits (`warm.py`).

The walls, from the inside: WebAssembly has no files, sockets or processes of the host; the program around it
takes away what it does not need and can make no code from text; Node's permission model refuses files,
processes and threads; the kernel refuses them whoever asks (`walls.py`), and bounds memory and time.
See docs/adr/0014-users-code-runs-in-webassembly-within-walls.md.

    node.py    which Node, and how it is called
    program.py any program within the walls, as ffmpeg
    walls.py   the limits of the kernel; runs on its own
    cell.py    one process: asked once, then ended
    warm.py    cells that are begun ahead
    running.py a request from its beginning to its answer
"""

from blocks.sdk.sandbox.running import AT_ONCE, Language, Ran, SandboxFile, run

__all__ = ["AT_ONCE", "Language", "Ran", "SandboxFile", "run"]
