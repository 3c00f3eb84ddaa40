"""Consents, requests about personal data, and keys of their own.

What part 1 sealed under the installation's key stays readable as it is; `flask personal-data rewrap` moves it under a
key for each person, in steps that may be repeated. A migration cannot: the keys are not in the database.
"""

import sqlalchemy as sa
from alembic import op

from migrations.ddl import append_only

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

PURPOSES = ("privacy_notice", "public_profile", "phone_shown", "photos", "whatsapp")
CHANNELS = ("self", "visit", "phone", "paper", "whatsapp", "public_form")
FIRST_TEXTS = (
    (
        "privacy_notice",
        (
            "Dinas memakai data ini untuk mendaftarkan, memverifikasi dan memasarkan produk Anda, atas dasar pelayanan"
            " publik dan perjanjian (UU 27/2022 Pasal 20 ayat 2 huruf b, c, e). Yang disimpan: nama, NIK (terenkripsi),"
            " telepon, alamat usaha, dokumen izin, rekening (terenkripsi), dan penjualan. Yang melihat: petugas Dinas"
            " sesuai tugasnya; gerai hanya melihat usaha dan produk yang dititipkan. Data disimpan selama"
            " kemitraan; bukti"
            " keuangan 10 tahun (UU KUP Pasal 28 ayat 11). Anda berhak meminta salinan, perbaikan, pembatasan,"
            " penghapusan, atau menarik persetujuan; Dinas menjawab dalam 3x24 jam."
        ),
        (
            "The agency uses this data to register, verify and market your products, on the basis of public service and"
            " agreement (UU 27/2022 article 20(2) b, c, e). Kept: name, NIK (encrypted), telephone, business address,"
            " permits, bank account (encrypted) and sales. Seen by: officers as their duty asks; outlets see only the"
            " business and the products consigned to them. Data is kept during the partnership; financial"
            " evidence for 10"
            " years (UU KUP article 28(11)). You may ask for a copy, correction, restriction or erasure, or withdraw a"
            " consent; the agency answers within 3x24 hours."
        ),
    ),
    (
        "public_profile",
        (
            "Saya setuju nama usaha, kabupaten/kota, cerita usaha dan produk saya tampil di katalog umum yang"
            " dapat dilihat"
            " siapa saja. Saya dapat menariknya kapan saja; katalog langsung berhenti menampilkannya."
        ),
        (
            "I agree that my business name, regency, story and products are shown in the public catalogue"
            " anybody can see."
            " I can withdraw this at any time; the catalogue stops showing them at once."
        ),
    ),
    (
        "phone_shown",
        (
            "Saya setuju nomor telepon usaha saya dicetak pada label rak dan tampil di katalog, agar pembeli dapat"
            " menghubungi saya. Saya dapat menariknya kapan saja."
        ),
        (
            "I agree that my business telephone number is printed on shelf labels and shown in the catalogue, so that"
            " buyers can reach me. I can withdraw this at any time."
        ),
    ),
    (
        "photos",
        (
            "Saya setuju foto saya dan tempat produksi saya dipakai Dinas untuk promosi di katalog, pameran dan media"
            " sosial Dinas. Saya dapat menariknya kapan saja."
        ),
        (
            "I agree that photos of me and my workplace are used by the agency for promotion in the catalogue, at"
            " exhibitions and on its social media. I can withdraw this at any time."
        ),
    ),
    (
        "whatsapp",
        (
            "Saya setuju menerima kabar, undangan pelatihan dan pengingat lewat WhatsApp ke nomor terdaftar. Saya dapat"
            " berhenti kapan saja; pengingat di halaman Etalase tetap ada."
        ),
        (
            "I agree to receive news, invitations to training and reminders by WhatsApp on my registered"
            " number. I can stop"
            " at any time; reminders on the Etalase pages remain."
        ),
    ),
)


def codes(name: str, *values: str) -> sa.Enum:
    """A column of codes with its CHECK."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def person(column: str, table: str) -> sa.ForeignKeyConstraint:
    """A reference to whoever did something."""
    return sa.ForeignKeyConstraint([column], ["user_account.id"], name=op.f(f"fk_{table}_{column}"))


def of_producer(table: str) -> sa.ForeignKeyConstraint:
    """A reference to whom it is about."""
    return sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f(f"fk_{table}_producer_id"))


def upgrade() -> None:
    """Make the tables, and the first wording of each consent."""
    op.add_column("producer", sa.Column("restricted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("producer", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("statement", sa.Column("names_encrypted", sa.LargeBinary(), nullable=True))
    op.create_table(
        "erased_file",
        sa.Column("file_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_erased_file_file_id")),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_erased_file")),
    )
    op.create_table(
        "personal_key",
        sa.Column("producer_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(wrapped IS NULL) = (destroyed_at IS NOT NULL)", name=op.f("ck_personal_key_there_or_destroyed")
        ),
        of_producer("personal_key"),
        sa.PrimaryKeyConstraint("producer_id", name=op.f("pk_personal_key")),
    )
    _make_consents()
    _make_requests()
    append_only("erased_file", "consent_text", "consent")
    for kind in ("append_only", "never_truncated"):
        op.execute(f"DROP TRIGGER repeated_registration_{kind} ON repeated_registration")


def _make_consents() -> None:
    texts = op.create_table(
        "consent_text",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("purpose", codes("purpose", *PURPOSES), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("indonesian", sa.Text(), nullable=False),
        sa.Column("english", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.BigInteger(), nullable=True),
        person("published_by_id", "consent_text"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_text")),
        sa.UniqueConstraint("purpose", "version", name=op.f("uq_consent_text_purpose_version")),
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column("purpose", codes("purpose", *PURPOSES), nullable=False),
        sa.Column("text_id", sa.BigInteger(), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("channel", codes("channel", *CHANNELS), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "channel = 'self' OR (by_id IS NOT NULL AND source <> '')", name=op.f("ck_consent_on_behalf_has_a_source")
        ),
        person("by_id", "consent"),
        of_producer("consent"),
        sa.ForeignKeyConstraint(["text_id"], ["consent_text.id"], name=op.f("fk_consent_text_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index("ix_consent_producer", "consent", ["producer_id", "purpose", "id"], unique=False)
    op.execute(
        texts.insert().values(
            [
                {
                    "purpose": purpose,
                    "version": 1,
                    "indonesian": indonesian,
                    "english": english,
                    "published_at": sa.func.now(),
                }
                for purpose, indonesian, english in FIRST_TEXTS
            ]
        )
    )


def _make_requests() -> None:
    op.create_table(
        "data_request",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            codes("kind", "access", "correction", "restriction", "objection", "erasure", "withdrawal"),
            nullable=False,
        ),
        sa.Column(
            "status",
            codes("status", "received", "identity_checked", "prepared", "done", "refused"),
            nullable=False,
        ),
        sa.Column("producer_id", sa.BigInteger(), nullable=True),
        sa.Column("purpose", codes("purpose", *PURPOSES), nullable=True),
        sa.Column("channel", codes("channel", *CHANNELS), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("told_encrypted", sa.LargeBinary(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by_id", sa.BigInteger(), nullable=True),
        sa.Column("proof", codes("proof", "signed_in", "id_card_seen", "called_back", "visited"), nullable=True),
        sa.Column("identity_checked_by_id", sa.BigInteger(), nullable=True),
        sa.Column("identity_checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("prepared_by_id", sa.BigInteger(), nullable=True),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "article",
            codes("article", "identity", "kept_by_law", "state_administration", "binding_contract", "others_harmed"),
            nullable=True,
        ),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("closed_by_id <> prepared_by_id", name=op.f("ck_data_request_second_person_erases")),
        sa.CheckConstraint(
            "(status IN ('done', 'refused')) = (closed_at IS NOT NULL)",
            name=op.f("ck_data_request_closed_at_some_time"),
        ),
        sa.CheckConstraint(
            "(status = 'refused') = (article IS NOT NULL)", name=op.f("ck_data_request_refused_by_an_article")
        ),
        sa.CheckConstraint(
            "(kind = 'withdrawal') = (purpose IS NOT NULL)", name=op.f("ck_data_request_withdrawal_names_its_purpose")
        ),
        of_producer("data_request"),
        *[
            person(column, "data_request")
            for column in ("received_by_id", "identity_checked_by_id", "prepared_by_id", "closed_by_id")
        ],
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_request")),
    )
    op.create_index(op.f("ix_data_request_producer_id"), "data_request", ["producer_id"], unique=False)
    op.create_index(
        "ix_data_request_open",
        "data_request",
        ["received_at"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "data_export",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=True),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("job_id", sa.BigInteger(), nullable=True),
        sa.Column("file_id", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        of_producer("data_export"),
        person("asked_by_id", "data_export"),
        sa.ForeignKeyConstraint(["request_id"], ["data_request.id"], name=op.f("fk_data_export_request_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_data_export_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_export")),
    )
    op.create_index(op.f("ix_data_export_producer_id"), "data_export", ["producer_id"], unique=False)


def downgrade() -> None:
    """Drop them."""
    for table in ("data_export", "data_request", "consent", "consent_text", "personal_key", "erased_file"):
        op.drop_table(table)
    op.drop_column("statement", "names_encrypted")
    op.drop_column("producer", "erased_at")
    op.drop_column("producer", "restricted_at")
    append_only("repeated_registration")
