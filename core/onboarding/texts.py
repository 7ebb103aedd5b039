"""The texts of the papers, to be filled in; `core/onboarding/papers.py` says whose they are and what they ask for.

Lines are broken for reading here; shown, a paragraph is one line. What was signed with other words is
not reused, so a changed text is signed anew.
"""

from __future__ import annotations

from typing import Final

from core.language import N_

CLOSING: Final = N_(
    "This is a sample text, agreed between {client} and {freelancer} alone. The marketplace is no party to it and "
    "gives no legal advice; whoever needs something else agrees on it in writing."
)

CONFIDENTIALITY: Final = N_(
    """Confidentiality agreement

Between {client} (the client) and {freelancer} (the freelancer), on {date}, for contract {contract}, “{title}”.

1. What is confidential. Everything about the client's business, customers, plans, software and data that the
freelancer learns through this work and that is not public is confidential, whether or not it is marked so.

2. What the freelancer does. The freelancer uses it only for the work, keeps it safe, and shows it to nobody without
the client's written consent. Helpers who must know it are bound in the same way first.

3. What is not covered. Nothing is confidential that is public without the freelancer's doing, that the freelancer knew
before or found out independently, or that the law or a court requires to be told. In that case the client is told
first, where the law allows it.

4. The end. When the work ends, or when the client asks, the freelancer gives back or deletes what was received. Copies
that the law requires to be kept stay confidential.

5. How long. These duties begin today and last for two years after the work ends. They also cover later contracts
between the two that begin within one year from today."""
)

CONTRACTOR: Final = N_(
    """Contractor agreement

Between {client} (the client) and {freelancer} (the freelancer), on {date}, for contract {contract}, “{title}”.

1. Independence. The freelancer works as an independent business, decides when, where and how the work is done, brings
the tools and may work for others. If the classification of this contract says employee, this agreement does not apply.

2. The work. What is to be done, by when and for how much stands in the terms that both have accepted on the
marketplace. Changes count once both have accepted them.

3. Pay. The client pays through the marketplace as its rules say. The freelancer pays the taxes, social contributions
and insurance of a business, and receives no paid leave or other benefits of employees.

4. Care. The freelancer works with professional care and puts right, free of charge, what does not meet the terms.
The client gives the information and access it needs in good time.

5. The end. Either may end the contract as the rules of the marketplace say. Work accepted until then is paid.

6. Facts first. If the work is done differently from what stands here, the facts count, and both tell each other.

These points also cover later contracts between the two that begin within one year from today."""
)

OWNERSHIP: Final = N_(
    """Agreement on intellectual property

Between {client} (the client) and {freelancer} (the freelancer), on {date}, for contract {contract}, “{title}”.

1. Who owns the work. What the freelancer makes for the client under the contract, such as texts, designs, software and
inventions, becomes the client's once it is paid for. The freelancer transfers all rights in it, for all countries and
uses. Where the law does not allow a transfer, the client receives an exclusive licence without limit in time.

2. Until payment. Unpaid work stays the freelancer's. The client may look at it and test it, and not use it otherwise.

3. What was there before. Tools, code and know-how that the freelancer already had stay the freelancer's. Where they are
part of the work, the client may use them as part of it, without limit in time and at no further cost.

4. Things of others. The freelancer names in advance whatever belongs to others, open-source software included, and
uses nothing that would keep the client from using the work as agreed.

5. Showing the work. The freelancer shows it as a reference only with the client's consent.

These points also cover every later contract between the two, until they agree otherwise in writing."""
)

CONDUCT: Final = N_(
    """Code of conduct

Between {client} (the client) and {freelancer} (the freelancer), on {date}, for contract {contract}, “{title}”.

1. Respect. Both treat each other, and everybody they meet through this work, politely and fairly. Nobody is harassed,
threatened or put at a disadvantage because of origin, sex, belief, disability, age or the way they live.

2. Honesty. Both tell the truth about skills, hours, progress and results. Neither takes or offers a bribe, nor a gift
that could sway a decision. Whoever has a conflict of interest says so as soon as it shows.

3. Law and safety. The freelancer keeps to the law, to the client's safety rules on its premises and to its rules for
the systems used. Personal data are handled only as the client instructs and the law allows.

4. Security. Passwords and access are never shared. A loss, a leak or a suspicion of one is reported to the client
within one day.

5. Speaking up. Either may report a breach to the other, or to an operator of the marketplace, and suffers no
disadvantage for doing so in good faith.

These rules also cover later contracts between the two that begin within one year from today."""
)

CLASSIFICATION: Final = N_(
    """Classification of the work

For contract {contract}, “{title}”, between {client} (the client) and {freelancer} (the freelancer), on {date}.

Before the contract begins it is decided whether the freelancer does this work as an independent contractor or as an
employee. The basis is a questionnaire: who decides when, where and how the work is done, whose tools are used, how it
is paid, other clients, exclusivity, the freelancer's business, substitutes, length, integration, the client's own
business and the place. A suggestion is made from the answers by published rules. It is no legal advice.

The client decides, or an operator on the client's behalf, and gives a reason:

- Contractor: the contract begins when everything else is done, and is paid through the marketplace.
- Employee: the work is done through an employer of record, with payroll, tax and insurance there. No money is held in
escrow for it.
- Rejected: the contract is cancelled, and nothing is owed.

Whoever answers does so truthfully and to the best of their knowledge. The decision is for this contract only and is
made anew for every other one. If the facts change, both tell each other, and it is made again."""
)

BACKGROUND: Final = N_(
    """Consent to a background check

Between {client} (the client) and {freelancer} (the freelancer), on {date}, for contract {contract}, “{title}”.

1. What is checked. The freelancer hands in a document that proves identity, and the references or certificates that the
client has asked for. The client may check that they are genuine, with those who issued them.

2. What is not checked. Nothing is asked that the law where the freelancer lives does not allow to be asked, and nobody
is questioned about family, health, belief or private life.

3. How it is used. The client uses what was handed in only to decide whether this contract can begin, shows it only to
the people who decide, and deletes it once it is no longer needed, at the latest one year from today.

4. A fair chance. If something speaks against the freelancer, the client says what it is before deciding, and the
freelancer may answer.

5. Consent. The freelancer consents to this check freely and may take the consent back at any time; the contract cannot
begin without it. The result also counts for later contracts between the two that begin within one year from today."""
)

OWN: Final = N_(
    """{task}

Between {client} (the client) and {freelancer} (the freelancer), on {date}, for contract {contract}, “{title}”.

{help}"""
)
