"""An index of the few people whom operators granted a role: it is asked for whenever money in question is shown."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

SOME: Final = sa.text("roles <> ''")


def upgrade() -> None:
    op.create_index("ix_people_roles", "people", ["roles"], sqlite_where=SOME, postgresql_where=SOME)


def downgrade() -> None:
    op.drop_index("ix_people_roles", "people")
