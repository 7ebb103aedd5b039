"""/account: join, who you are, your profile and your company."""

from __future__ import annotations

import json
from typing import Any, Final

from core.card import Button, Card, Choice, Line, Press, Reply, Strong
from core.command import Field, Kind, Who, command
from core.context import Context
from core.language import _
from core.money import Money
from core.refusal import Refusal
from core.text import TextError, clean
from core.trade import diaries
from core.when import WhenError, parse_zone
from storage.queries import people
from storage.records import Person

NAME_LIMIT: Final = 60
ROLES: Final = (Choice("client", "I hire"), Choice("freelancer", "I work"), Choice("both", "Both"))


@command(
    "account join",
    "Join as a client, a freelancer, or both",
    who=Who.EVERYBODY,
    fields=(
        Field("role", Kind.CHOICE, "Role", required=True, choices=ROLES, help="What brings you here"),
        Field(
            "name",
            Kind.NAME,
            "Name",
            help="As it stands on contracts",
            example="Ann Client",
            limit=NAME_LIMIT,
            asked=False,
        ),
    ),
    positional=("role",),
    choice="role",
    button="Join",
    example='/account join role:client name:"Ann Client"',
)
def join(context: Context, role: str, name: str | None) -> Reply:
    """Make a person of an identity, or add a role to one."""
    client, freelancer = int(role in {"client", "both"}), int(role in {"freelancer", "both"})
    me = context.person_or_none
    if me is not None:
        changes: dict[str, Any] = {"is_client": me.is_client or client, "is_freelancer": me.is_freelancer or freelancer}
        if name:
            changes["name"] = name
        _change(context, me, changes)
        return Reply(card=person_card(context, me, _("Welcome back.")))
    who = context.request.who
    assert who is not None
    values = {
        "name": name or _name_from(who.name),
        "is_client": client,
        "is_freelancer": freelancer,
        "timezone": _zone_from(who.zone),
        "currency": "USD",
        "language": "en",
        "created_at": context.now,
    }
    row = context.transaction.one(people.JOIN, values)
    assert row is not None
    identity = {"platform": who.platform, "team": who.team, "user_id": who.user_id, "chat": who.chat}
    context.transaction.run(people.ADD_IDENTITY, {**identity, "person_id": row[0], "created_at": context.now})
    if (who.platform, who.team, who.user_id) in context.market.operators:
        context.transaction.run(people.person_update("roles"), {"person_id": row[0], "roles": "operator"})
    person = context.transaction.one(people.PERSON, {"id": row[0]})
    assert person is not None
    context.become(person)
    return Reply(card=person_card(context, person, _("Welcome to Parley!")))


@command("account", "Who you are here", who=Who.JOINED, reads=True)
def account(context: Context) -> Card:
    """The person's own card."""
    return person_card(context, context.me)


@command("account show", "Who you are here, or somebody's profile", who=Who.JOINED, on=("person",), reads=True)
def show(context: Context, person: Person) -> Card:
    """A person's card."""
    return person_card(context, person)


@command(
    "account set",
    "Your name, time zone, currency, language and quiet hours",
    who=Who.JOINED,
    opens=True,
    fields=(
        Field("name", Kind.NAME, "Name", example="Ann Client", limit=NAME_LIMIT),
        Field("timezone", Kind.ZONE, "Timezone", help="A city or zone", example="Berlin"),
        Field("currency", Kind.CURRENCY, "Currency", help="What a bare amount means", example="EUR"),
        Field("language", Kind.CHOICE, "Language", choices=(Choice("en", "English"),)),
        Field("quiet", Kind.HOURS, "Quiet hours", help="Notices come silently; “no” ends it", example="21-8"),
    ),
    example="/account set timezone:Berlin currency:EUR",
)
def set_(context: Context, quiet: str | None, **changes: Any) -> Card:
    """Change what was given, keep the rest."""
    given = {name: value for name, value in changes.items() if value is not None}
    if quiet is not None:
        given["quiet_hours"] = quiet
    card = _saved(context, given)
    diaries.rewind(context, context.me.id)
    return card


@command(
    "account profile",
    "Your freelancer profile",
    who=Who.FREELANCER,
    opens=True,
    fields=(
        Field("headline", Kind.TEXT, "Headline", example="Landing pages that load fast", limit=120),
        Field("skills", Kind.WORDS, "Skills", example="html, css"),
        Field("rate", Kind.MONEY, "Rate", help="What an hour costs", example="40"),
        Field("bio", Kind.LONG, "Bio", limit=2_000, main=True),
        Field("availability", Kind.TEXT, "Availability", example="20 hours a week", limit=120),
        Field("samples", Kind.LINKS, "Samples", help="Links to your work", example="https://example.org"),
    ),
    example='/account profile headline:"Landing pages" skills:html,css rate:40',
)
def profile(
    context: Context, rate: Money | None, skills: tuple[str, ...], samples: tuple[str, ...], **texts: Any
) -> Card:
    """Change what was given, keep the rest."""
    given = {name: value for name, value in texts.items() if value is not None}
    if rate is not None:
        given |= {"rate": rate.minor, "currency": rate.currency}
    for name, values in (("skills", skills), ("samples", samples)):
        if values:
            given[name] = json.dumps(values, ensure_ascii=False)
    return _saved(context, given)


@command(
    "account company",
    "The company you hire for",
    who=Who.CLIENT,
    opens=True,
    fields=(
        Field("company", Kind.NAME, "Company", example="Client & Co", limit=NAME_LIMIT, main=True),
        Field("site", Kind.LINKS, "Site", example="https://example.org"),
        Field("about", Kind.LONG, "About", limit=1_000),
    ),
    example='/account company "Client & Co" site:https://example.org',
)
def company(context: Context, company: str | None, site: tuple[str, ...], about: str | None) -> Card:
    """Change what was given, keep the rest."""
    given = {"company": company, "company_site": site[0] if site else None, "company_about": about}
    return _saved(context, {name: value for name, value in given.items() if value is not None})


def person_card(context: Context, person: Person, said: str = "") -> Card:
    """A person: the reference first, then who they are."""
    roles = [_("client")] * person.is_client + [_("freelancer")] * person.is_freelancer + person.roles.split(",")
    mine = person.id == context.reader_id
    facts: list[tuple[str, str]] = [
        (_("Headline"), person.headline),
        (_("Skills"), ", ".join(json.loads(person.skills))),
        (_("Rate"), context.money(person.rate, person.currency) if person.rate else ""),
        (_("About"), person.bio),
        (_("Availability"), person.availability),
        (_("Samples"), " ".join(json.loads(person.samples))),
        (_("Company"), " · ".join(text for text in (person.company, person.company_site) if text)),
        (_("About the company"), person.company_about),
    ]
    if mine:
        facts += [
            (_("Time zone"), person.timezone),
            (_("Currency"), person.currency),
            (_("Quiet hours"), person.quiet_hours),
        ]
    head: Line = (Strong(f"{person.ref} {person.name}"), " · ", ", ".join(role for role in roles if role))
    return Card(
        head=head,
        lines=((said,),) if said else (),
        fields=tuple((label, (text,)) for label, text in facts if text),
        buttons=_next_steps(person) if mine else (),
    )


def _next_steps(person: Person) -> tuple[Button, ...]:
    buttons = [Button(_("Home"), Press("market."), "primary")]
    if person.is_client:
        buttons.append(Button(_("Post a job"), Press("job.post")))
    if person.is_freelancer:
        buttons += [Button(_("Find jobs"), Press("job.find")), Button(_("My profile"), Press("account.profile"))]
    return tuple(buttons)


def _saved(context: Context, changes: dict[str, Any]) -> Card:
    if not changes:
        raise Refusal(_("Nothing was given, so nothing has changed."))
    _change(context, context.me, changes)
    return person_card(context, context.me, _("Saved."))


def _change(context: Context, person: Person, changes: dict[str, Any]) -> None:
    context.transaction.run(people.person_update(*changes), {"person_id": person.id, **changes}, expect=1)
    for name, value in changes.items():
        setattr(person, name, value)


def _name_from(told: str) -> str:
    try:
        return clean(told[:NAME_LIMIT], NAME_LIMIT, multiline=False)
    except TextError:
        return _("Somebody")


def _zone_from(told: str) -> str:
    try:
        return parse_zone(told) if told else "UTC"
    except WhenError:
        return "UTC"
