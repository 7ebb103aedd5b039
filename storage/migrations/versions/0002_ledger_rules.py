"""The ledger's rules in the database itself.

Both engines: rows of the journals are never changed or removed; accounts open at zero, change only while a transfer is
being applied, and are never removed; a transfer moves the balances of those of its two accounts that keep one.

PostgreSQL tells by pg_trigger_depth() that a transfer is being applied. On SQLite `balances_at` holds the last transfer
that the balances include, so a later one in `transfers` is the one being applied; the mark goes only forward and only
to the newest transfer, hence nobody opens this door by hand. SQLite also needs words of its own about floors and about
replaced rows: OR IGNORE skips a failing CHECK even inside a trigger, and OR REPLACE deletes without asking triggers.
"""

from alembic import op

revision = "0002"
down_revision = "0001"

JOURNALS = {  # and which row an OR REPLACE would take the place of
    "postings": "key = NEW.key",
    "transfers": "posting_key = NEW.posting_key AND seq = NEW.seq",
    "settlements": "milestone_id = NEW.milestone_id",
    "history": "id = NEW.id OR (thing = NEW.thing AND version = NEW.version)",
}

SQLITE_TABLES = [
    "CREATE TABLE balances_at (id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1), transfer_id INTEGER NOT NULL) STRICT",
    "INSERT INTO balances_at SELECT 1, coalesce(max(id), 0) FROM transfers",
]

SQLITE_TRIGGERS = {
    **{
        f"{table}_{name}": f"BEFORE {moment} BEGIN SELECT RAISE(ABORT, '{table}: rows are never changed'); END"
        for table, same in JOURNALS.items()
        for name, moment in {
            "update": f"UPDATE ON {table}",
            "delete": f"DELETE ON {table}",
            "replace": f"INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})",
        }.items()
    },
    "accounts_open": """AFTER INSERT ON accounts BEGIN
        SELECT CASE
            WHEN NEW.balance <> 0 THEN RAISE(ABORT, 'accounts: opens at zero')
            WHEN EXISTS (SELECT 1 FROM transfers WHERE source_id = NEW.id OR target_id = NEW.id)
                THEN RAISE(ABORT, 'accounts: never replaced')
        END;
    END""",
    "accounts_update": """BEFORE UPDATE ON accounts BEGIN
        SELECT CASE
            WHEN NOT EXISTS (SELECT 1 FROM transfers WHERE id > (SELECT transfer_id FROM balances_at))
                THEN RAISE(ABORT, 'accounts: change through transfers only')
            WHEN NEW.balance < NEW.floor THEN RAISE(ABORT, 'accounts: below the floor')
        END;
    END""",
    "accounts_delete": "BEFORE DELETE ON accounts BEGIN SELECT RAISE(ABORT, 'accounts: never deleted'); END",
    "balances_at_insert": "BEFORE INSERT ON balances_at BEGIN SELECT RAISE(ABORT, 'balances_at: one row'); END",
    "balances_at_update": """BEFORE UPDATE ON balances_at
        WHEN NEW.transfer_id <= OLD.transfer_id OR NEW.transfer_id <> (SELECT max(id) FROM transfers)
        BEGIN SELECT RAISE(ABORT, 'balances_at: goes to the newest transfer'); END""",
    "balances_at_delete": "BEFORE DELETE ON balances_at BEGIN SELECT RAISE(ABORT, 'balances_at: one row'); END",
    "transfers_apply": """AFTER INSERT ON transfers BEGIN
        UPDATE accounts SET balance = balance - NEW.amount WHERE id = NEW.source_id AND cached = 1;
        UPDATE accounts SET balance = balance + NEW.amount WHERE id = NEW.target_id AND cached = 1;
        UPDATE balances_at SET transfer_id = NEW.id WHERE id = 1;
    END""",
}

POSTGRESQL_FUNCTIONS = {
    "ledger_refuse": """BEGIN
        RAISE EXCEPTION '%: %', TG_TABLE_NAME, TG_ARGV[0] USING ERRCODE = 'restrict_violation';
    END""",
    "ledger_apply": """BEGIN
        UPDATE accounts SET balance = balance - NEW.amount WHERE id = NEW.source_id AND cached = 1;
        UPDATE accounts SET balance = balance + NEW.amount WHERE id = NEW.target_id AND cached = 1;
        RETURN NULL;
    END""",
}

# Statement triggers where they do: on the way of a transfer they cost nothing that can be measured.
POSTGRESQL_TRIGGERS = {
    **{
        f"{table}_keep": f"""BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
            EXECUTE FUNCTION ledger_refuse('rows are never changed')"""
        for table in JOURNALS
    },
    "accounts_open": """BEFORE INSERT ON accounts FOR EACH ROW WHEN (NEW.balance <> 0)
        EXECUTE FUNCTION ledger_refuse('opens at zero')""",
    "accounts_update": """BEFORE UPDATE ON accounts WHEN (pg_trigger_depth() = 0)
        EXECUTE FUNCTION ledger_refuse('change through transfers only')""",
    "accounts_delete": "BEFORE DELETE OR TRUNCATE ON accounts EXECUTE FUNCTION ledger_refuse('never deleted')",
    "transfers_apply": "AFTER INSERT ON transfers FOR EACH ROW EXECUTE FUNCTION ledger_apply()",
}


def upgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        for statement in SQLITE_TABLES:
            op.execute(statement)
        for name, trigger in SQLITE_TRIGGERS.items():
            op.execute(f"CREATE TRIGGER {name} {trigger}")
    else:
        for name, body in POSTGRESQL_FUNCTIONS.items():
            op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")
        for name, trigger in POSTGRESQL_TRIGGERS.items():
            op.execute(f"CREATE TRIGGER {name} {trigger}")


def downgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        for name in SQLITE_TRIGGERS:
            op.execute(f"DROP TRIGGER {name}")
        op.execute("DROP TABLE balances_at")
    else:
        for name in POSTGRESQL_FUNCTIONS:
            op.execute(f"DROP FUNCTION {name}() CASCADE")  # its triggers go with it
