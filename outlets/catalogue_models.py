"""Who asked in the public catalogue: that somebody wanted to reach a producer about a product, and by what means."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.database import AppendOnly, Model, code_column, id_column
from core.wording import N_


class ContactMeans(StrEnum):
    """How a buyer reaches a producer."""

    WHATSAPP = "whatsapp"
    TELEPHONE = "telephone"


CONTACT_LABELS = {ContactMeans.WHATSAPP: "WhatsApp", ContactMeans.TELEPHONE: N_("Telepon")}


class CatalogueEnquiry(AppendOnly, Model):
    """Somebody opened the way to a producer from the page of a product. Nothing about who it was is kept."""

    __tablename__ = "catalogue_enquiry"

    id: Mapped[int] = id_column()
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    means: Mapped[ContactMeans] = mapped_column(code_column(ContactMeans, "means"))
    asked_at: Mapped[datetime]

    __table_args__ = (Index("ix_catalogue_enquiry_product", "product_id", "asked_at"),)
