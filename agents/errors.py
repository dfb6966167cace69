"""What the agents app refuses.

BadInput
├── GraphInvalid           400  details {nodes {node id: {pin: message}}, links [...], graph [...]}
├── InputsMissing          400  details {inputs {name: [message]}}
└── NoModelAccount         400  details {connect_at, providers [...]}
Conflict
├── AgentIsAdded           409
├── ExecutionHasEnded      409
├── ExecutionInUse         409
├── ExecutionIsPart        409
├── ExecutionNotEnded      409
├── ExecutionNotPaused     409
├── GraphIsRunning         409
├── HistoryGone            409
├── NewerVersion           409  details {newest}
├── PresetInUse            409
├── PresetIsOff            409
├── ReviewIsDecided        409
├── ScheduleOverrun        409
├── ScheduleWithoutStarter 409
└── VersionInUse           409  details {uses [{kind, id, name}]}
NotAllowed
└── AgentIsClosed          403
FileGone
└── ValueGone              404
SketchFailed                502  details {problems [...], said}
SketchRefused               502
SketchTimedOut              502
TriggerWithoutRunner       400  never answered: a delivery says it
"""

from __future__ import annotations

from agents.engine.validation import Report
from platform_project.errors import BadInput, Conflict, NotAllowed, PlatformError
from platform_project.kit.stored_files import FileGone


class GraphInvalid(BadInput):
    """A graph that may not be saved, or may not run; `details` names every problem."""

    code = "graph_invalid"

    def __init__(self, message: str, report: Report) -> None:
        super().__init__(message, **report.as_details())


class InputsMissing(BadInput):
    """Saved inputs that leave out what the agent asks for."""

    code = "inputs_missing"


class AgentIsAdded(Conflict):
    """Its versions are those of the marketplace; one's own are made of a copy."""

    code = "agent_is_added"


class AgentIsClosed(NotAllowed):
    """Its creator lets others run it, and not look inside."""

    code = "agent_is_closed"


class ExecutionHasEnded(Conflict):
    code = "execution_has_ended"


class ExecutionInUse(Conflict):
    """It cannot be deleted now; another try may succeed."""

    code = "execution_in_use"
    retryable = True


class ExecutionIsPart(Conflict):
    """An agent ran it as a step; it stays as long as that execution."""

    code = "execution_is_part"


class GraphIsRunning(Conflict):
    code = "graph_is_running"


class GraphInUse(Conflict):
    """Something depends on an agent that is to be deleted; `details` names it."""

    code = "graph_in_use"


class FolderNameTaken(Conflict):
    code = "folder_name_taken"


class ExecutionNotEnded(Conflict):
    """Only what has ended can be run again, or deleted."""

    code = "execution_not_ended"


class ExecutionNotPaused(Conflict):
    """There is nothing to resume, or somebody has to answer first."""

    code = "execution_not_paused"


class ReviewIsDecided(Conflict):
    code = "review_is_decided"


class PresetInUse(Conflict):
    code = "preset_in_use"


class PresetIsOff(Conflict):
    code = "preset_is_off"


class ScheduleOverrun(Conflict):
    """A planned time at which too many earlier executions of the schedule had not ended."""

    code = "schedule_overrun"


class ScheduleWithoutStarter(Conflict):
    """Nobody is left in whose name a schedule may start."""

    code = "schedule_without_starter"


class HistoryGone(Conflict):
    """What is asked for builds on firings that retention has removed."""

    code = "history_gone"


class NewerVersion(Conflict):
    """A version was saved that the caller does not know of."""

    code = "newer_version"


class VersionInUse(Conflict):
    """A version that is active, or that something runs by its number; `details` names what."""

    code = "version_in_use"


class ValueGone(FileGone):
    """A stored value whose file is missing or damaged."""

    code = "value_gone"


class TriggerWithoutRunner(PlatformError):
    """Who made a trigger left the workspace, or may only look there; a delivery says so."""

    code = "trigger_without_runner"


class NoModelAccount(BadInput):
    """Nothing is connected by which a language model could be asked."""

    code = "no_model_account"


class SketchFailed(PlatformError):
    """A model was asked for an agent, and gave none that could be used."""

    code = "sketch_failed"
    status_code = 502
    retryable = True


class SketchRefused(PlatformError):
    """A model said why it draws no such agent; the message is its own."""

    code = "sketch_refused"
    status_code = 502


class SketchTimedOut(PlatformError):
    code = "sketch_timed_out"
    status_code = 502
    retryable = True
