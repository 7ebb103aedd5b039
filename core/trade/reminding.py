"""Reminding whoever an onboarding waits for: by the clock, and when somebody says so."""

from __future__ import annotations

from core.cards.thing import card
from core.context import Context
from core.language import _, use_language
from core.onboarding.standing import next_reminder, reminders_passed, tasks_of
from core.trade.onboarding import holders, listed, wind
from statemachines.machine import Role
from storage.onboarding import Case, Task


def remind(context: Context, case: Case) -> None:
    """Remind everybody whose tasks have waited long enough, once each, however much was missed."""
    tasks = tasks_of(context, case.id)
    late = [task for task in tasks if (moment := next_reminder(task)) is not None and moment <= context.now]
    for role in dict.fromkeys(task.waits_on for task in late):
        tell(context, Role(role), [task for task in tasks if task.waits_on == role])
    for task in late:
        context.change(task, reminded=reminders_passed(task, context.now))
    wind(context, case.ref, tasks)


def nudge(context: Context, case: Case) -> list[Task]:
    """Remind everybody else that it waits for, now; answers with the tasks that they were told of."""
    mine = context.role(case) or Role.OPERATOR
    waiting = [task for task in tasks_of(context, case.id) if task.waits_on and task.waits_on != mine]
    for role in dict.fromkeys(task.waits_on for task in waiting):
        tell(context, Role(role), [task for task in waiting if task.waits_on == role])
    return waiting


def tell(context: Context, role: Role, tasks: list[Task]) -> None:
    """Tell whoever holds the role what waits for them; the first of it is the card."""
    for person_id in holders(context, role, tasks[0]):
        if person_id == context.reader_id:
            continue
        view = context.seen_by(person_id)
        with use_language(view.language):
            contract = tasks[0].contract
            sentence = _("{ref} “{title}” waits for you: {tasks}. No work can begin before.")
            said = sentence.format(ref=contract.ref, title=contract.title, tasks=listed(tasks))
            context.news.send(person_id, card(view, tasks[0], (said,)))
