"""Agents as files: what other installations and version control keep of them.

document.py    what a file says, and what was changed in it while it was read
successors.py  blocks that are called otherwise by now
settle.py      a node as it can be kept here: successors, credentials dropped, names that are no pins left out
tool_loops.py  orchestrators that older files draw as a circle of links
imports.py     a file as graphs of a workspace, with what is still to be connected
strip.py       a node without what must not leave
exports.py     a version and the agents that it runs as a file
agent_files.py      a file's own JSON, read
graph_settings.py   the settings in it
"""
