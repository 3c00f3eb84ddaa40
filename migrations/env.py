"""Run the migrations as the owner of the schema, and give the application's role what it needs and no more."""

import os
from importlib import import_module

from alembic import context
from flask import current_app
from sqlalchemy import Connection, create_engine, text

from application.config import connection_options, with_driver
from core.database import APP_ROLE, JOBS_SCHEMA, READING_ROLES, SCHEMA, AppendOnly, Base

MODELS = (
    "accounts.models",
    "commissions.buyback_models",
    "commissions.models",
    "commissions.posted_total_models",
    "core.agency_settings",
    "core.files",
    "core.jobs",
    "core.remembered_columns",
    "outlets.campaign_models",
    "outlets.catalogue_models",
    "outlets.consignment_models",
    "outlets.held_models",
    "outlets.models",
    "outlets.placement_models",
    "outlets.preorder_models",
    "outlets.pull_models",
    "outlets.reminder_models",
    "outlets.count_models",
    "outlets.return_models",
    "outlets.sales_models",
    "outlets.shelf_models",
    "outlets.stock_models",
    "partnerships.growth_models",
    "partnerships.models",
    "partnerships.personal_models",
    "partnerships.product_models",
    "partnerships.programme_models",
    "partnerships.registration_models",
    "partnerships.rule_models",
    "partnerships.watch_models",
)
"""Every module that knows a table."""
for module in MODELS:
    import_module(module)
target_metadata = Base.metadata


def append_only_tables() -> list[str]:
    """The tables whose rows are only ever added."""
    return sorted(mapper.local_table.name for mapper in Base.registry.mappers if issubclass(mapper.class_, AppendOnly))


def make_role(connection: Connection, role: str) -> bool:
    """Make a role where the server lets us; whether it is there."""
    found = connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}).scalar()
    if found:
        return True
    may = connection.execute(text("SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user"))
    if not may.scalar():
        return False
    connection.execute(text(f'CREATE ROLE "{role}" NOLOGIN'))
    connection.execute(text(f'GRANT "{role}" TO CURRENT_USER'))
    return True


def grant_reading(connection: Connection) -> None:
    """Let those who back up and those who audit read everything, and nothing else."""
    for role in READING_ROLES:
        if make_role(connection, role):
            for schema in (SCHEMA, JOBS_SCHEMA):
                connection.execute(text(f'GRANT USAGE ON SCHEMA {schema} TO "{role}"'))
                connection.execute(text(f'GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO "{role}"'))
                connection.execute(text(f'GRANT SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO "{role}"'))


def grant(connection: Connection) -> None:
    """Let the application read and write, but never change or remove what is append-only."""
    grant_reading(connection)
    if not make_role(connection, APP_ROLE):
        return
    for schema in (SCHEMA, JOBS_SCHEMA):
        connection.execute(text(f'GRANT USAGE ON SCHEMA {schema} TO "{APP_ROLE}"'))
        connection.execute(
            text(f'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO "{APP_ROLE}"')
        )
        connection.execute(text(f'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO "{APP_ROLE}"'))
        connection.execute(text(f'GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {schema} TO "{APP_ROLE}"'))
    present = set(
        connection.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname = :schema"),
            {"schema": SCHEMA},
        )
        .scalars()
        .all()
    )
    for table in [*append_only_tables(), "alembic_version"]:
        if table in present:
            connection.execute(text(f'REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM "{APP_ROLE}"'))


def run() -> None:
    """Upgrade or downgrade in one transaction, so that a failure halfway leaves the old version whole."""
    url = os.environ.get("DATABASE_OWNER_URL") or current_app.config.get("DATABASE_OWNER_URL")
    url = with_driver(url or str(current_app.config["SQLALCHEMY_DATABASE_URI"]))
    engine = create_engine(url, connect_args={"options": connection_options() + " -c statement_timeout=0"})
    with engine.connect() as connection:
        for schema in (SCHEMA, JOBS_SCHEMA):
            exists = connection.execute(
                text("SELECT 1 FROM pg_namespace WHERE nspname = :name"),
                {"name": schema},
            )
            if not exists.scalar():
                connection.execute(text(f"CREATE SCHEMA {schema}"))
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=target_metadata,
            include_name=lambda name, kind, _parents: kind != "table" or not str(name).startswith("procrastinate_"),
            transaction_per_migration=False,
        )
        with context.begin_transaction():
            context.run_migrations()
            grant(connection)
    engine.dispose()


run()
