"""What Alembic runs around the migrations. storage.schema brings the connection, its transaction and the lock."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
