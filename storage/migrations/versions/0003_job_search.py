"""Full-text search over jobs.search: FTS5 on SQLite, kept by triggers; a GIN index on PostgreSQL."""

from alembic import op

revision = "0003"
down_revision = "0002"

FORGET = "INSERT INTO job_search (job_search, rowid, search) VALUES ('delete', OLD.id, OLD.search);"
LEARN = "INSERT INTO job_search (rowid, search) VALUES (NEW.id, NEW.search);"

SQLITE_TRIGGERS = {
    "job_search_insert": f"AFTER INSERT ON jobs BEGIN {LEARN} END",
    "job_search_update": f"AFTER UPDATE OF search ON jobs BEGIN {FORGET} {LEARN} END",
    "job_search_delete": f"AFTER DELETE ON jobs BEGIN {FORGET} END",
}


def upgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE job_search USING fts5(search, content='jobs', content_rowid='id')")
        op.execute("INSERT INTO job_search (job_search) VALUES ('rebuild')")
        for name, trigger in SQLITE_TRIGGERS.items():
            op.execute(f"CREATE TRIGGER {name} {trigger}")
    else:
        op.execute("CREATE INDEX ix_jobs_search ON jobs USING gin (to_tsvector('simple', search))")


def downgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        for name in SQLITE_TRIGGERS:
            op.execute(f"DROP TRIGGER {name}")
        op.execute("DROP TABLE job_search")
    else:
        op.execute("DROP INDEX ix_jobs_search")
