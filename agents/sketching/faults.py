"""What is wrong with a drawing, in words for the model.

A drawing with `grave` faults is never shown to anybody. Others are told once: what is left then is the
person's to settle on the canvas.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from agents.engine.graph import Graph
from agents.engine.node_pins import input_pins
from agents.engine.pins import split_pin
from agents.engine.plan import Plan, make_plan
from agents.engine.validation import Report, check_run, check_structure
from agents.sketching.building import Base, forbidden
from agents.sketching.candidates import is_offered
from agents.sketching.form import Drawing, Step
from agents.sketching.shown import pins_text
from agents.timing.cron import BadCron, check_cron
from blocks.asking import problems
from blocks.sdk import BlockKind, find_block
from blocks.sdk.fits import Fit, fit

MAX_TOLD = 20
_GIVEN_LATER = frozenset({"payload"})  # of a trigger: by its event


@dataclass(slots=True)
class Faults:
    grave: list[str] = field(default_factory=list)
    slight: list[str] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)  # node id, required pin without a value

    @property
    def told(self) -> list[str]:
        return [*self.grave, *self.slight][:MAX_TOLD]


def faults_of(drawing: Drawing, base: Base, graph: Graph, ids: Mapping[str, str]) -> Faults:
    """graph: what was built of the drawing. ids: step → node id."""
    found = Faults()
    _check_steps(drawing, base, found)
    steps = {node_id: step for step, node_id in ids.items()}
    if not found.grave:
        _tell(check_structure(graph), graph, steps, found)
    if not found.grave:
        _check_run(make_plan(graph), drawing, steps, found)
        _check_values(drawing, base, found)
        _check_fits(drawing, found)
    if drawing.schedule and not is_cron(drawing.schedule):
        found.slight.append(f"schedule: {drawing.schedule!r} is no cron expression of five fields")
    return found


def is_cron(text: str) -> bool:
    try:
        check_cron(text)
    except BadCron:
        return False
    return True


def _check_steps(drawing: Drawing, base: Base, found: Faults) -> None:
    for step_id, count in Counter(step.id for step in drawing.steps).items():
        if count > 1:
            found.grave.append(f"{count} steps have the id {step_id!r}")
    known = {step.id for step in drawing.steps}
    for wire in drawing.wires:
        for end in (wire.source, wire.sink):
            if end not in known:
                found.grave.append(f"link {wire}: there is no step {end!r}")
    for step in drawing.steps:
        _check_step(step, base, found)


def _check_step(step: Step, base: Base, found: Faults) -> None:
    before = base.node_of(step)
    block = find_block(step.block)
    if before is None and (block is None or not is_offered(block)):
        found.grave.append(
            f"step {step.id}: there is no block {step.block!r}; take one that was shown, or look up"
        )
    for name in forbidden(step, before):
        found.grave.append(f"step {step.id}: {name!r} is for the person to set; leave it out")


def _tell(report: Report, graph: Graph, steps: Mapping[str, str], found: Faults) -> None:
    blocks = {node.id: find_block(node.block_id) for node in graph.nodes}
    for node_id, pins in report.nodes.items():
        block = blocks.get(node_id)
        more = f" {pins_text(block)}." if block is not None else ""
        found.grave += [f"step {steps.get(node_id, node_id)}: {message}{more}" for message in pins.values()]
    found.grave += [f"link {entry['index']}: {entry['message']}" for entry in report.links]
    found.grave += report.graph


def _check_run(plan: Plan, drawing: Drawing, steps: Mapping[str, str], found: Faults) -> None:
    report = check_run(plan, {}, {})
    found.grave += report.graph
    left = {(step, split_pin(pin)[0]) for step, pin in drawing.open}
    for node_id, pins in report.nodes.items():
        step = steps.get(node_id, node_id)
        node = plan.nodes[plan.position_of[node_id]]
        required = input_pins(node.block, node.input_default)
        for pin, message in pins.items():
            if node.block.kind is BlockKind.TRIGGER and pin in _GIVEN_LATER:
                continue
            if pin not in required or pin in node.input_default:
                found.grave.append(f"step {step}, {pin}: {message}")
                continue
            found.missing.append((node_id, pin))
            if (step, pin) not in left:
                found.slight.append(
                    f"step {step}: {pin} is required. Set it, link it, or list it in `open` if only the "
                    "person knows"
                )


def _check_values(drawing: Drawing, base: Base, found: Faults) -> None:
    """Values of the wrong kind are converted when a step runs, but choices and bounds are not."""
    for step in drawing.steps:
        block = find_block(step.block)
        before = base.node_of(step)
        if block is None or before is not None:
            continue
        for name, value in step.values.items():
            pin = block.input_pins().get(name)
            if pin is not None:
                found.slight += [f"step {step.id}, {name}: {one}" for one in problems(value, pin.schema)]


def _check_fits(drawing: Drawing, found: Faults) -> None:
    blocks = {step.id: find_block(step.block) for step in drawing.steps}
    for wire in drawing.wires:
        source, sink = blocks.get(wire.source), blocks.get(wire.sink)
        given = source.output_pins().get(wire.output) if source is not None else None
        taken = sink.input_pins().get(wire.input) if sink is not None else None
        if given is not None and taken is not None and fit(given.shape, taken.shape) is Fit.NONE:
            found.slight.append(
                f"link {wire}: {given.shape.expected} goes where {taken.shape.expected} is needed; "
                "link a part of it, or put a step in between"
            )
        values = next(step.values for step in drawing.steps if step.id == wire.sink)
        if wire.input in values:
            found.slight.append(f"step {wire.sink}: {wire.input} is linked; do not set it as well")
