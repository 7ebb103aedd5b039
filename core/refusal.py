"""Why something is not done, said so that the reader knows what to do next."""

from __future__ import annotations

from core.language import _


class Refusal(Exception):
    """A request that is not carried out; nothing is changed. `hint` says what could be done instead."""

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.hint = sentence, hint


class NotFound(Refusal):
    """No such thing, or none that this person may know of: both get these very words."""

    def __init__(self, ref: str) -> None:
        super().__init__(
            _("I cannot find {ref} among your things.").format(ref=ref),
            _("The bare word lists what you have: /job, /proposal, /contract, /milestone or /wallet."),
        )


class Stale(Refusal):
    """A button drawn for an earlier version of the thing."""

    def __init__(self, ref: str) -> None:
        super().__init__(
            _("That button is from an earlier moment: {ref} has changed since. Nothing was done.").format(ref=ref),
            _("This is how it stands now."),
        )
        self.ref = ref


class Mistake(Refusal):
    """An answer that cannot be read: names the field and shows an example."""

    def __init__(self, field: str, sentence: str, example: str = "") -> None:
        super().__init__(sentence)
        self.field, self.example = field, example
