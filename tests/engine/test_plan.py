"""Who and what is in a run, from ticks and the command line."""

from dataclasses import replace

import pytest

from tdsxl.engine.entries import TaskId
from tdsxl.engine.plan import Hindrance, Memory, Plan, Wish, plan
from tdsxl.errors import InputError
from tdsxl.modules import MODULES
from tdsxl.names import MODULE_TITLES
from tdsxl.records import RegisterRow
from tdsxl.tables import Client
from tdsxl.values import Form, Portal, Tan, Year
from tests.engine.scripted import ASH, ELM, IT, OAK, PINE, TRACES, client, contents, wish

ALL = tuple(MODULE_TITLES)
SKIPPED = Hindrance("skipped", "no password stored", "Store one.")


def planned(*clients: Client, wished: Wish | None = None, memory: Memory | None = None) -> Plan:
    return plan(contents(*clients), wished or wish(), memory or Memory(), MODULES)


def chosen(made: Plan) -> dict[str, list[str]]:
    """Client → modules, as asked for."""
    found: dict[str, list[str]] = {}
    for task in made.tasks:
        names = found.setdefault(task.task.tan[:4], [])
        names += [task.task.module] if task.task.module not in names else []
    return found


def test_ticks_choose_clients_and_modules() -> None:
    """Modules come in the order of the workbook, whatever the order of ticks."""
    made = planned(client(PINE, "ldc", "returns"), client(OAK, "notices"), client(ELM, ticked=False))
    assert chosen(made) == {"PINE": ["returns", "ldc"], "OAKS": ["notices"]}


def test_hidden_clients_are_left_out_and_named() -> None:
    """Those that would be in the run but for the filter; others are nobody's surprise."""
    made = planned(
        client(PINE, *ALL),
        client(OAK, *ALL, hidden=True),
        client(ELM, *ALL, hidden=True, ticked=False),
        client(ASH, *ALL, hidden=True, active=False),
    )
    assert list(chosen(made)) == ["PINE"]
    assert [one.tan for one in made.left_out] == [OAK]


def test_inactive_clients_are_not_in_the_run() -> None:
    """Whether ticked or all are asked for."""
    clients = (client(PINE, *ALL), client(OAK, *ALL, active=False))
    assert list(chosen(planned(*clients))) == ["PINE"]
    assert list(chosen(planned(*clients, wished=wish(everyone=True)))) == ["PINE"]


def test_all_takes_unticked_and_hidden_clients_too() -> None:
    """The filter is overruled, so nobody is left out; module ticks hold."""
    clients = (client(PINE, "returns", hidden=True), client(OAK, "ldc", ticked=False))
    made = planned(*clients, wished=wish(everyone=True))
    assert chosen(made) == {"PINE": ["returns"], "OAKS": ["ldc"]}
    assert made.left_out == ()


def test_a_named_client_is_read_whatever_its_ticks() -> None:
    """In the order named, each once; without a module tick it gets all six."""
    clients = (client(PINE, "ldc", ticked=False, hidden=True), client(OAK, *ALL), client(ELM, modules=frozenset()))
    made = planned(*clients, wished=wish(tans=(ELM, PINE, ELM)))
    assert chosen(made) == {"ELMS": list(ALL), "PINE": ["ldc"]}


def test_modules_of_the_command_line_replace_ticks() -> None:
    """For clients by tick as for named ones."""
    clients = (client(PINE, "ldc"), client(OAK, modules=frozenset()))
    asked = ("returns", "challans")
    assert chosen(planned(*clients, wished=wish(modules=asked))) == {"PINE": list(asked), "OAKS": list(asked)}
    assert chosen(planned(*clients, wished=wish(modules=asked, tans=(OAK,)))) == {"OAKS": list(asked)}


def test_failed_repeats_what_was_not_complete() -> None:
    """Ticks and filters do not matter; modules of the command line narrow it."""
    memory = Memory(failed=frozenset({(PINE, "ldc"), (OAK, "returns"), (OAK, "ldc"), (ELM, "ldc")}))
    clients = (client(PINE, "returns", ticked=False), client(OAK, *ALL, hidden=True), client(ELM, *ALL, active=False))
    made = planned(*clients, wished=wish(failed=True), memory=memory)
    assert chosen(made) == {"PINE": ["ldc"], "OAKS": ["returns", "ldc"]}
    narrowed = planned(*clients, wished=wish(failed=True, modules=("returns",)), memory=memory)
    assert chosen(narrowed) == {"OAKS": ["returns"]}
    assert chosen(planned(*clients, wished=wish(failed=True, tans=(PINE,)), memory=memory)) == {"PINE": ["ldc"]}


@pytest.mark.parametrize(
    ("clients", "wished"),
    [
        ((), wish()),
        ((client(PINE, *ALL, ticked=False),), wish()),
        ((client(PINE, modules=frozenset()),), wish()),
        ((client(PINE, *ALL),), wish(failed=True)),
        ((client(PINE, *ALL, active=False),), wish(everyone=True)),
    ],
)
def test_nothing_selected_is_an_error(clients: tuple[Client, ...], wished: Wish) -> None:
    """Better than a run of nothing that ends well."""
    with pytest.raises(InputError):
        planned(*clients, wished=wished)


@pytest.mark.parametrize("tan", [OAK, ELM])
def test_a_named_client_must_be_there_and_active(tan: Tan) -> None:
    """The message names the TAN."""
    with pytest.raises(InputError, match=tan):
        planned(client(PINE, *ALL), client(ELM, *ALL, active=False), wished=wish(tans=(PINE, tan)))


def test_one_visit_per_client_and_portal_reads_all_its_tasks() -> None:
    """One login serves every module."""
    made = planned(client(PINE, *ALL), client(OAK, "unconsumed"))
    visits = {(visit.client.tan, visit.portal): [task.id.module for task in visit.tasks] for visit in made.visits}
    assert visits == {
        (PINE, IT): ["returns", "challans", "notices"],
        (PINE, TRACES): ["returns", "unconsumed", "notices", "demand", "ldc"],
        (OAK, TRACES): ["unconsumed"],
    }


def test_the_longest_visits_begin_first() -> None:
    """One never made before is taken for an average one; equals keep the order of the book."""
    seconds: dict[tuple[str, Portal], float] = {(PINE, IT): 5.0, (OAK, IT): 90.0, (ELM, IT): 10.0}
    clients = (client(PINE, "challans"), client(ELM, "challans"), client(ASH, "challans"), client(OAK, "challans"))
    made = planned(*clients, memory=Memory(seconds=seconds))
    assert [visit.client.tan for visit in made.visits] == [OAK, ASH, ELM, PINE]
    assert [visit.client.tan for visit in planned(*clients).visits] == [PINE, ELM, ASH, OAK]


def test_a_hindered_account_is_not_visited_and_says_why() -> None:
    """Its other portal is; what cannot be read anyhow stays unsupported."""
    made = planned(client(PINE, "returns", "unconsumed"), memory=Memory(hindered={(PINE, TRACES): SKIPPED}))
    assert [visit.portal for visit in made.visits] == [IT]
    states = {(task.task.module, task.task.portal): (task.state, task.reason) for task in made.tasks}
    assert states == {
        ("returns", IT): ("planned", None),
        ("returns", TRACES): ("skipped", "no password stored"),
        ("unconsumed", TRACES): ("skipped", "no password stored"),
    }


def test_done_tasks_are_left_out_for_the_same_years_only() -> None:
    """Other years are another question."""
    id_ = TaskId(tan=PINE, module="challans", portal=IT)
    done = Memory(done=frozenset({(id_, "2025-26, 2026-27")}))
    assert planned(client(PINE, "challans"), memory=done).visits == ()
    other = planned(client(PINE, "challans"), memory=done, wished=wish(years=(Year(2025),)))
    assert [task.task for task in other.tasks] == [id_]


@pytest.mark.parametrize(
    ("module", "years", "covered", "states"),
    [
        ("returns", (2025,), None, {IT: "planned", TRACES: "planned"}),
        ("returns", (2025, 2026), "TRACES to 2025-26", {IT: "planned", TRACES: "planned"}),
        ("returns", (2026,), "TRACES to 2025-26", {IT: "planned", TRACES: "unsupported"}),
        ("notices", (2026,), "TRACES to 2025-26", {IT: "planned", TRACES: "unsupported"}),
        ("demand", (2024, 2025), None, {TRACES: "planned"}),
        ("demand", (2025, 2026), "to 2025-26", {TRACES: "planned"}),
        ("unconsumed", (2026,), None, {TRACES: "unsupported"}),
        ("challans", (2026,), None, {IT: "planned"}),
        ("ldc", (2026,), None, {TRACES: "planned"}),
    ],
)
def test_how_far_a_module_goes(module: str, years: tuple[int, ...], covered: str | None, states: object) -> None:
    """TRACES shows no screen for 2026-27 onward but certificates; nothing is ever shown as empty for it."""
    made = planned(client(PINE, module), wished=wish(years=tuple(map(Year, years))))
    assert {task.covered for task in made.tasks} == {covered}
    assert {task.task.portal: task.state for task in made.tasks} == states
    assert {visit.portal for visit in made.visits} == {
        task.task.portal for task in made.tasks if task.state == "planned"
    }


def test_each_client_is_asked_for_its_own_forms_and_register() -> None:
    """Years are the run's."""
    line = RegisterRow(
        certificate_no="", deductee_pan="ABCDE1234F", year=Year(2025), section=None, rate=None, limit=None
    )
    book = contents(client(PINE, "ldc", forms=frozenset({Form.F26Q})), client(OAK, "ldc"))
    made = plan(replace(book, register={PINE: (line,)}), wish(), Memory(), MODULES)
    asks = {visit.client.tan: visit.ask for visit in made.visits}
    assert (asks[PINE].forms, asks[PINE].register) == (frozenset({Form.F26Q}), (line,))
    assert (asks[OAK].forms, asks[OAK].register, asks[OAK].years) == (frozenset(), (), (Year(2025), Year(2026)))
