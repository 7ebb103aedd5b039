"""People with the roles that operators granted them, the identities they write from, and where their money goes."""

from sqlalchemy import ForeignKey, Index, PrimaryKeyConstraint, UniqueConstraint, text

from storage.tables.columns import key, table, whole, words

PEOPLE = table(
    "people",
    key(),
    words("name"),
    whole("is_client", default=0),
    whole("is_freelancer", default=0),
    words("timezone", default="UTC"),
    words("currency", default="USD"),
    words("language", default="en"),
    words("quiet_hours", default=""),
    words("roles", default=""),
    whole("suspended_at", null=True),
    whole("money_frozen_at", null=True),
    words("headline", default=""),
    words("skills", default="[]"),
    words("bio", default=""),
    words("availability", default=""),
    words("samples", default="[]"),
    whole("rate", null=True),
    words("company", default=""),
    words("company_site", default=""),
    words("company_about", default=""),
    whole("created_at"),
    Index("ix_people_roles", "roles", sqlite_where=text("roles <> ''"), postgresql_where=text("roles <> ''")),
)

IDENTITIES = table(
    "identities",
    words("platform"),
    words("team"),
    words("user_id"),
    whole("person_id", ForeignKey("people.id")),
    words("chat", default=""),
    whole("blocked_at", null=True),
    whole("created_at"),
    PrimaryKeyConstraint("platform", "team", "user_id"),
    Index("ix_identities_person_id", "person_id"),
)

PAYOUT_METHODS = table(
    "payout_methods",
    key(),
    whole("person_id", ForeignKey("people.id")),
    words("kind"),
    words("holder"),
    words("account_encrypted"),
    words("account_tail"),
    whole("active_at"),
    whole("removed_at", null=True),
    whole("created_at"),
    Index("ix_payout_methods_person_id", "person_id"),
)

WATCHES = table(
    "watches",
    key(),
    whole("person_id", ForeignKey("people.id")),
    words("search"),
    words("search_key"),
    whole("created_at"),
    UniqueConstraint("person_id", "search_key"),
)
