"""The card of a job, proposal, contract, milestone, dispute, deposit or withdrawal."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from core import buttons
from core.card import Button, Card, Line, Moment, Press, Strong
from core.cards import dispute as dispute_card
from core.cards import hours, onboarding, payment, timer
from core.duration import in_hours
from core.hours.agreed import limit_of, rate_at
from core.language import _
from core.money import share
from core.sentences import about, status
from core.view import View, milestones_of, until
from core.when import format_moment
from core.wording.clocks import DEFAULT
from statemachines.machine import Role
from statemachines.policy import policy
from storage.queries import marketplace
from storage.records import Contract, Job, Milestone, Proposal
from storage.timesheets import monday

Field = tuple[str, Line]
Facts = tuple[str, str, list[Field]]
SHORT: Final = 300
OF_CONTRACT: Final = frozenset({"milestone", "case", "task", "week", "entry", "timer"})


def card(view: View, thing: Any, said: Line = ()) -> Card:
    """How the thing stands, for this reader; `said` is what has just happened to it."""
    title, amount, facts = _FACTS[thing.kind](view, thing)
    name = title if thing.kind == "week" else f"{thing.ref} {title}".strip()
    head: Line = (Strong(name), " · ", amount, " · ", *status(view, thing))
    head += onboarding.next_step(view, thing)
    lines = [said] if said else []
    lines += onboarding.lines(view, thing)
    for deadline in view.deadlines(thing.ref):
        if sentence := DEFAULT.get((thing.kind, deadline.event)):
            lines.append(about(view, thing, _(sentence), due=until(deadline)))
    return Card(
        head=head,
        lines=tuple(lines),
        fields=tuple(facts),
        buttons=(*_first_steps(view, thing), *buttons.of(view, thing), *_onward(view, thing)),
        note=note(view),
        thing=thing.ref,
        contract=contract_of(thing),
    )


def _first_steps(view: View, thing: Any) -> tuple[Button, ...]:
    """On a contract: what its first open milestone waits for from this reader; on a week or dispute: what is next."""
    if thing.kind == "dispute":
        return dispute_card.first_steps(view, thing)
    if thing.kind == "week":
        return hours.week_steps(view, thing)
    if thing.kind != "contract" or thing.state not in {"onboarding", "active", "ended"}:
        return ()
    if thing.state == "onboarding":
        return onboarding.first_steps(view, thing)
    for milestone in milestones_of(view.transaction, thing):
        found = [button for button in buttons.of(view, milestone) if button.style == "primary"]
        if found:
            return tuple(replace(button, label=f"{button.label} {milestone.ref}") for button in found)
    return ()


def _onward(view: View, thing: Any) -> tuple[Button, ...]:
    """From a part of a contract to the whole, from that to the timer, and from paid work to the wallet."""
    if thing.kind in {"case", "task"}:
        return (Button(thing.contract.ref, Press("onboarding.show", thing.contract.ref)),)
    if thing.kind == "contract":
        return timer.contract_steps(view, thing)
    if thing.kind == "dispute" and view.role(thing) is not Role.MEDIATOR:
        return (Button(thing.contract.ref, Press("contract.show", thing.contract.ref)),)
    if thing.kind not in OF_CONTRACT:
        return ()
    contract = Button(thing.contract.ref, Press("contract.show", thing.contract.ref))
    if thing.state == "released" and view.role(thing) is Role.FREELANCER:
        return (Button(_("Withdraw"), Press("wallet.withdraw")), contract)
    return (contract,)


def note(view: View) -> Line:
    """The mark on every card where money shows."""
    return (_("Sandbox money: nothing real moves."),) if view.market.sandbox else ()


def contract_of(thing: Any) -> str:
    """The contract or job whose thread the thing belongs to."""
    if thing.kind in OF_CONTRACT:
        return str(thing.contract.ref)
    return str(thing.ref) if thing.kind in {"contract", "job"} else ""


def shortened(text: str, most: int = SHORT) -> str:
    """The text, cut at a word where it is long."""
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


def pay(view: View, job: Job) -> str:
    """What a job offers."""
    if job.pay == "fixed":
        return view.money(job.budget, job.currency) if job.budget else _("open budget")
    low, high = job.rate_min or 0, job.rate_max or job.rate_min or 0
    span = (
        view.money(low, job.currency)
        if low == high
        else f"{view.money(low, job.currency)}–{view.money(high, job.currency)}"
    )
    return _("{span} an hour").format(span=span)


def _named(label: str, value: str) -> list[Field]:
    return [(label, (value,))] if value else []


def _due(at: int | None) -> list[Field]:
    return [(_("Due"), (Moment(at),))] if at else []


def _job(view: View, job: Job) -> Facts:
    facts: list[Field] = [
        (_("Client"), (view.mention(job, Role.CLIENT),)),
        (_("About"), (shortened(job.description),)),
        *_named(_("Skills"), ", ".join(json.loads(job.skills))),
        *_named(_("Size"), job.size),
        *_named(_("Duration"), job.duration),
        *_named(_("Level"), job.level),
        *_due(job.due_at),
        *_named(_("Questions"), " / ".join(json.loads(job.questions))),
        (_("Proposals"), (str(job.bids),)),
    ]
    if job.hires_wanted > 1:
        facts.append((_("Hires"), (_("{made} of {wanted}").format(made=job.hires_made, wanted=job.hires_wanted),)))
    if job.visibility == "invite":
        facts.append((_("Visible"), (_("by invitation only"),)))
    return job.title, pay(view, job), facts


def _proposal(view: View, proposal: Proposal) -> Facts:
    fee = share(proposal.bid, policy(proposal.policy).freelancer_fee_bp)
    facts: list[Field] = [
        (_("Job"), (f"J-{proposal.job_id} {proposal.job_title}",)),
        (_("Freelancer"), (view.mention(proposal, Role.FREELANCER), f" (U-{proposal.freelancer_id})")),
    ]
    if view.role(proposal) is Role.FREELANCER:
        net = _("{net} after the {fee} fee")
        money = {"net": view.money(proposal.bid - fee, proposal.currency), "fee": view.money(fee, proposal.currency)}
        facts.append((_("You receive"), (net.format(**money),)))
    facts += [
        (_("Cover"), (shortened(proposal.cover, 800),)),
        *_named(_("Duration"), proposal.duration),
        *_named(_("Milestones"), plan_text(view, json.loads(proposal.milestones), proposal.currency)),
        *_named(_("Answers"), " / ".join(json.loads(proposal.answers))),
    ]
    amount = view.money(proposal.bid, proposal.currency)
    return (
        proposal.job_title,
        amount if proposal.job_pay == "fixed" else _("{amount} an hour").format(amount=amount),
        facts,
    )


def plan_text(view: View, plan: list[list[Any]], currency: str) -> str:
    """A list of milestones in one line."""
    return "; ".join(f"{title} {view.money(amount, currency)}" for title, amount in plan)


def _contract(view: View, contract: Contract) -> Facts:
    terms = _terms(view, contract)
    facts: list[Field] = [
        (_("Client"), (view.mention(contract, Role.CLIENT),)),
        (_("Freelancer"), (view.mention(contract, Role.FREELANCER),)),
        *_named(_("Scope"), shortened(terms["scope"])),
        *_due(terms.get("due_at")),
    ]
    if contract.state == "onboarding":
        facts = onboarding.checklist(view, contract) + facts
    if contract.employed:
        facts.append((_("Paid"), (_("through an employer of record: no escrow and no fee here, hours are reported"),)))
    if contract.pay == "hourly":
        facts += hours.contract_facts(view, contract)
    for milestone in milestones_of(view.transaction, contract):
        if milestone.state != "dropped":
            line: Line = (f"{milestone.title} · {view.money(milestone.amount, milestone.currency)}",)
            if contract.state != "onboarding":  # what comes next is the onboarding, not the milestone
                line += (" · ", *status(view, milestone))
            facts.append((milestone.ref, line))
    facts += _waiting(view, contract)
    return contract.title, _price(view, contract, terms), facts


def _terms(view: View, contract: Contract) -> dict[str, Any]:
    found = view.transaction.one(marketplace.TERMS_AT, {"id": contract.id, "number": contract.terms_version})
    assert found is not None
    terms: dict[str, Any] = json.loads(found.terms)
    return terms


def _price(view: View, contract: Contract, terms: dict[str, Any]) -> str:
    if contract.pay == "fixed":
        return view.money(terms["amount"], contract.currency)
    rate = _("{rate} an hour").format(rate=view.money(rate_at(view, contract, view.now), contract.currency))
    limit = limit_of(view, contract, monday(view.now))
    return rate + (_(", at most {hours} a week").format(hours=in_hours(limit)) if limit is not None else "")


def _waiting(view: View, contract: Contract) -> list[Field]:
    waiting = view.transaction.one(marketplace.WAITING_TERMS, {"id": contract.id})
    if waiting is None:
        return []
    terms = json.loads(waiting.terms)
    label = _("Proposed terms, version {number}").format(number=waiting.number)
    facts: list[Field] = [(label, (difference(view, contract, _terms(view, contract), terms),))]
    return facts + _named(_("Because"), waiting.because)


def difference(view: View, contract: Contract, old: dict[str, Any], new: dict[str, Any]) -> str:
    """What the new terms change, old → new."""
    found: list[str] = []
    for name in dict.fromkeys([*old, *new]):
        before, after = (_term(view, contract, name, terms.get(name)) for terms in (old, new))
        if before != after:
            found.append(f"{_(name)}: {before} → {after}")
    return "; ".join(found) or _("nothing in figures")


def _term(view: View, contract: Contract, name: str, value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if written := _TERMS.get(name):
        return written(view, contract, value)
    return shortened(str(value), 120)


_TERMS: Final[dict[str, Callable[[View, Contract, Any], str]]] = {
    "amount": lambda view, contract, value: view.money(value, contract.currency),
    "rate": lambda view, contract, value: view.money(value, contract.currency),
    "limit": lambda _view, _contract, value: in_hours(value),
    "codes": lambda _view, _contract, value: ", ".join(value),
    "milestones": lambda view, contract, value: plan_text(view, value, contract.currency),
    "due_at": lambda view, _contract, value: format_moment(value, "UTC", view.language),
    "start_at": lambda view, _contract, value: format_moment(value, "UTC", view.language),
}


def _milestone(view: View, milestone: Milestone) -> Facts:
    facts: list[Field] = [
        (_("Contract"), (f"{milestone.contract.ref} {milestone.contract.title}",)),
        *_due(milestone.due_at),
    ]
    if milestone.state == "agreed":
        facts += _payment(view, milestone)
    if milestone.submissions:
        facts += _last_submission(view, milestone)
    if milestone.revisions:
        facts.append((_("Changes asked for"), (str(milestone.revisions),)))
    if 0 < milestone.held != milestone.amount:
        facts.append((_("Held"), (view.money(milestone.held, milestone.currency),)))
    if milestone.state == "submitted" and milestone.extension_asked:
        facts.append((_("More time asked for"), (_("{days} days").format(days=milestone.extension_asked),)))
    return milestone.title, view.money(milestone.amount, milestone.currency), facts


def _payment(view: View, milestone: Milestone) -> list[Field]:
    waiting = view.transaction.one(marketplace.DEPOSIT_WAITING, {"milestone_id": milestone.id})
    if waiting is None:
        return []
    number, amount = waiting
    text = _("{amount} is on its way (DEP-{number})")
    return [(_("Payment"), (text.format(amount=view.money(amount, milestone.currency), number=number),))]


def handed_in(view: View, milestone: Milestone) -> tuple[int, ...]:
    """The files of the last version that was handed in."""
    *_others, files, _at = view.transaction.all(marketplace.SUBMISSIONS_OF, {"id": milestone.id})[-1]
    return tuple(json.loads(files))


def _last_submission(view: View, milestone: Milestone) -> list[Field]:
    number, text, links, files, at = view.transaction.all(marketplace.SUBMISSIONS_OF, {"id": milestone.id})[-1]
    label = _("Version {number}").format(number=number)
    named = [view.transaction.one(marketplace.FILE_FACTS, {"id": file}) for file in json.loads(files)]
    return [
        (label, (shortened(text), " · ", Moment(at))),
        *_named(_("Links"), " ".join(json.loads(links))),
        *_named(_("Files"), ", ".join(facts[0] for facts in named if facts)),
    ]


_FACTS: Final[dict[str, Callable[[View, Any], Facts]]] = {
    "job": _job,
    "proposal": _proposal,
    "contract": _contract,
    "case": onboarding.case_facts,
    "task": onboarding.task_facts,
    "milestone": _milestone,
    "dispute": dispute_card.facts,
    "week": hours.week_facts,
    "entry": hours.entry_facts,
    "timer": timer.timer_facts,
    "deposit": payment.deposit_facts,
    "withdrawal": payment.withdrawal_facts,
}
