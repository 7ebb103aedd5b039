"""/wallet: balances, money in, money out, statements."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from core import forms, outbox
from core.card import Button, Card, Choice, Line, Moment, Press, Reply, Strong
from core.cards.thing import card, note
from core.command import CATALOG, Field, Kind, Who, command
from core.confirmation import Summary
from core.context import Context
from core.intake import Call
from core.language import _
from core.ledger import Kind as Account
from core.ledger import Owned, balance
from core.money import Money, exponent
from core.refusal import Mistake, Refusal
from core.trade import funding
from statemachines.policy import CURRENT
from storage.queries import ledger, people

MINUTE: Final = 60
MOST_METHODS: Final = 5
MOST_LINES: Final = 40
ACTIONS: Final = (Choice("add", "Add"), Choice("list", "List"), Choice("remove", "Remove"))
METHODS: Final = (Choice("bank", "Bank account"), Choice("paypal", "PayPal"), Choice("card", "Card"))


@command("wallet", "Your money", who=Who.JOINED, reads=True)
def wallet(context: Context) -> Card:
    """The same as show."""
    return show(context)


@command("wallet show", "What you have: in the wallet, clearing, available", who=Who.JOINED, reads=True)
def show(context: Context) -> Card:
    """Balances by currency, with what each means."""
    labels = {
        Account.CLIENT_WALLET: _("Wallet, to fund milestones"),
        Account.FREELANCER_PENDING: _("Released, clearing for 5 days"),
        Account.FREELANCER_AVAILABLE: _("Available to withdraw"),
        Account.CHARGEBACK_RECEIVABLE: _("Owed after a charge-back"),
    }
    found = context.transaction.all(ledger.BALANCES_OF, {"owner": context.me.ref})
    fields: list[tuple[str, Line]] = [
        (labels[Account(kind)], (context.money(amount, currency),))
        for kind, currency, amount in found
        if Account(kind) in labels and amount
    ]
    if not fields:
        fields = [(_("Balance"), (context.money(0, context.currency),))]
    return Card(
        head=(Strong(_("Your wallet")), f" · {context.me.ref} {context.me.name}"),
        fields=tuple(fields),
        buttons=_doors(context),
        note=note(context),
    )


@command(
    "wallet deposit",
    "Pay money in",
    who=Who.CLIENT,
    money=True,
    fields=(Field("amount", Kind.MONEY, "Amount", required=True, main=True, example="40"),),
    example="/wallet deposit 40",
)
def deposit(context: Context, amount: Money) -> Card:
    """Exactly this much is credited once the provider says so."""
    lines = (
        (_("You pay"), context.me.name),
        (_("Into"), _("your wallet")),
        (_("Amount"), context.money(amount.minor, amount.currency)),
        (_("Fee"), context.money(0, amount.currency)),
        (_("Total"), context.money(amount.minor, amount.currency)),
    )
    context.confirm(Summary(_("Pay in?"), lines, _("It can fund milestones, and only that.")))
    return card(context, funding.ask_deposit(context, context.me.id, amount))


@command(
    "wallet withdraw",
    "Have available money paid out",
    who=Who.FREELANCER,
    money=True,
    fields=(
        Field("amount", Kind.MONEY, "Amount", main=True, example="100", help="Everything, unless you say", asked=False),
        Field(
            "method",
            Kind.NUMBER,
            "Method",
            help="Its number in /wallet method; the first one unless you say",
            asked=False,
        ),
    ),
    example="/wallet withdraw 100",
)
def withdraw(context: Context, amount: Money | None, method: int | None) -> Card | Reply:
    """Set aside now, sent to the bank a moment later."""
    if context.request.command and not context.transaction.all(people.METHODS, {"person_id": context.me.id}):
        return forms.begin(context, Call(CATALOG["wallet.method"], answers={"action": ("add",)}), None)
    number, kind, tail = _chosen_method(context, method)
    amount = amount or _everything(context)
    _check_withdrawable(context, amount)
    lines = (
        (_("From"), _("your available money")),
        (_("To"), _("{kind} ending {tail}").format(kind=kind, tail=tail)),
        (_("Amount"), context.money(amount.minor, amount.currency)),
        (_("Fee"), context.money(0, amount.currency)),
        (_("You receive"), context.money(amount.minor, amount.currency)),
    )
    context.confirm(Summary(_("Withdraw?"), lines, _("Once it is sent it cannot be called back.")))
    values: dict[str, Any] = {
        "freelancer_id": context.me.id,
        "method_id": number,
        "currency": amount.currency,
        "amount": amount.minor,
    }
    withdrawal = context.create("withdrawal", "ask", policy=CURRENT.version, **values)
    outbox.provider(context, withdrawal.ref, "payout")
    return card(context, withdrawal)


@command(
    "wallet method",
    "Where your money goes: add, list, remove",
    who=Who.FREELANCER,
    fields=(
        Field("action", Kind.CHOICE, "Action", choices=ACTIONS, default="list", asked=False),
        Field("kind", Kind.CHOICE, "Kind", when=("action", "add"), choices=METHODS, default="bank", asked=False),
        Field(
            "name", Kind.NAME, "Name", required=True, when=("action", "add"), help="Of the account's holder", limit=80
        ),
        Field(
            "account",
            Kind.TEXT,
            "Account",
            required=True,
            when=("action", "add"),
            help="Kept encrypted; only its last four are ever shown",
            example="DE02120300000000202051",
            limit=60,
        ),
        Field("number", Kind.NUMBER, "Number", required=True, when=("action", "remove"), example="1"),
    ),
    positional=("action",),
    choice="action",
    example='/wallet method add kind:bank name:"Bo Maker" account:DE02120300000000202051',
)
def method(context: Context, action: str | None, number: int | None, **account: Any) -> Reply:
    """A new method is active after 3 days, so that nobody who gets hold of an account can empty it at once."""
    if action == "add":
        _add_method(context, **account)
    elif action == "remove":
        _remove_method(context, number or 0)
    return _methods(context)


@command(
    "wallet statement",
    "A month's movements",
    who=Who.JOINED,
    reads=True,
    fields=(Field("month", Kind.MONTH, "Month", main=True, example="2026-11"),),
    example="/wallet statement 2026-11",
)
def statement(context: Context, month: str | None) -> Card:
    """Every movement of the person's accounts in a month (UTC), a line each."""
    start = datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC) if month else _first_of_month(context.now)
    end = start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
    asked = {"ref": context.me.ref, "since": int(start.timestamp()), "until": int(end.timestamp())}
    lines: list[Line] = []
    entries = context.transaction.all(ledger.ENTRIES_SINCE, asked)
    for _key, recipe, thing, at, _seq, source, owner, target, target_owner, currency, amount in entries[-MOST_LINES:]:
        signs = [(target, "+")] if target_owner == context.me.ref else []
        signs += [(source, "−")] if owner == context.me.ref else []
        for account, sign in signs:
            text = f" · {sign}{context.money(amount, currency)} · {account.replace('_', ' ')} · {recipe} {thing}"
            lines.append((Moment(at), text))
    if len(entries) > MOST_LINES:
        lines.insert(0, (_("The last {most} of {all} movements:").format(most=MOST_LINES, all=len(entries)),))
    title = _("Statement {month} · {ref}").format(month=start.strftime("%Y-%m"), ref=context.me.ref)
    return Card(head=(Strong(title),), lines=tuple(lines) or ((_("No movements."),),), note=note(context))


def _first_of_month(now: int) -> datetime:
    return datetime.fromtimestamp(now, UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _doors(context: Context) -> tuple[Button, ...]:
    buttons: list[Button] = []
    if context.me.is_client:
        buttons.append(Button(_("Pay in"), Press("wallet.deposit")))
    if context.me.is_freelancer:
        buttons.append(Button(_("Withdraw"), Press("wallet.withdraw"), "primary"))
        buttons.append(Button(_("Payout methods"), Press("wallet.method")))
    return (*buttons, Button(_("Statement"), Press("wallet.statement")))


def _everything(context: Context) -> Money:
    """All that is available, in the person's own currency if there is some. Raises Refusal if there is nothing."""
    found = {
        currency: amount
        for kind, currency, amount in context.transaction.all(ledger.BALANCES_OF, {"owner": context.me.ref})
        if kind == Account.FREELANCER_AVAILABLE and amount
    }
    if not found:
        hint = _("Released money becomes available after 5 days: /wallet show.")
        raise Refusal(_("You have nothing available to withdraw yet."), hint)
    currency = context.currency if context.currency in found else next(iter(found))
    return Money(found[currency], currency)


def _check_withdrawable(context: Context, amount: Money) -> None:
    least = CURRENT.minimum_withdrawal * 10 ** exponent(amount.currency)
    if amount.minor < least:
        raise Mistake("amount", _("{least} is the least.").format(least=Money(least, amount.currency)), "100")
    if context.money_frozen(context.me.id):
        raise Refusal(_("Your payouts are on hold."), _("An operator can tell you why."))
    has = balance(context.transaction, Owned(Account.FREELANCER_AVAILABLE, context.me.ref), amount.currency)
    if has < amount.minor:
        sentence = _("You have {has} available.").format(has=Money(has, amount.currency))
        raise Refusal(sentence, _("Released money becomes available after 5 days: /wallet show."))


def _chosen_method(context: Context, number: int | None) -> tuple[int, str, str]:
    """The payout method's id, kind and last four. Raises Refusal if there is none, or it is not active yet."""
    kept = context.transaction.all(people.METHODS, {"person_id": context.me.id})
    if not kept:
        hint = _('Add one: /wallet method add kind:bank name:"…" account:…')
        raise Refusal(_("You have no payout method yet."), hint)
    if number is not None and number > len(kept):
        raise Mistake("method", _("You have {number} payout methods.").format(number=len(kept)), "1")
    chosen = kept[number - 1] if number else next((m for m in kept if m[4] <= context.now), kept[0])
    method_id, kind, _holder, tail, active_at = chosen
    if active_at > context.now:
        when = datetime.fromtimestamp(active_at, UTC).strftime("%Y-%m-%d %H:%M UTC")
        sentence = _("The payout method ending {tail} becomes active {when}.").format(tail=tail, when=when)
        raise Refusal(sentence, _("New methods wait 3 days, to keep your money safe."))
    return method_id, kind, tail


def _add_method(context: Context, kind: str | None, name: str, account: str) -> None:
    if len(context.transaction.all(people.METHODS, {"person_id": context.me.id})) >= MOST_METHODS:
        raise Refusal(_("{most} payout methods are the most.").format(most=MOST_METHODS))
    bare = "".join(account.split())
    if len(bare) < 4:
        raise Mistake("account", _("That is too short for an account."), "DE02120300000000202051")
    values = {
        "person_id": context.me.id,
        "kind": kind or "bank",
        "holder": name,
        "account_encrypted": context.market.vault.seal(bare),
        "account_tail": bare[-4:],
        "active_at": context.now + CURRENT.method_wait * MINUTE,
        "created_at": context.now,
    }
    context.transaction.one(people.ADD_METHOD, values)


def _remove_method(context: Context, number: int) -> None:
    kept = context.transaction.all(people.METHODS, {"person_id": context.me.id})
    if not 1 <= number <= len(kept):
        raise Mistake("number", _("You have {number} payout methods.").format(number=len(kept)), "1")
    values = {"method_id": kept[number - 1][0], "of_person": context.me.id, "now": context.now}
    context.transaction.run(people.REMOVE_METHOD, values, expect=1)


def _methods(context: Context) -> Reply:
    lines: list[Line] = []
    for index, (_id, kind, holder, tail, active_at) in enumerate(
        context.transaction.all(people.METHODS, {"person_id": context.me.id}), 1
    ):
        line: Line = (f"{index}. {kind} · {holder} · ", _("ending {tail}").format(tail=tail))
        lines.append(line if active_at <= context.now else (*line, " · ", _("active from "), Moment(active_at)))
    if not lines:
        lines.append((_("None yet."),))
    add = Button(_("Add a method"), Press("wallet.method", extra="add"), "primary")
    head: Line = (Strong(_("Payout methods")), f" · {context.me.ref}")
    return Reply(card=Card(head=head, lines=tuple(lines), buttons=(add,), note=note(context)))
