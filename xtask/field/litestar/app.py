"""Parcels as somebody writes them with Litestar: msgspec's validation, its own document, and state in memory.

It is meant to be correct: what a run accuses it of is held against it by hand (`verdicts.toml`)."""

from datetime import datetime
from enum import Enum
from typing import Annotated
from uuid import UUID, uuid4

from litestar import Litestar, delete, get, patch, post
from litestar.exceptions import NotFoundException
from litestar.openapi.config import OpenAPIConfig
from litestar.params import Parameter
from msgspec import UNSET, Meta, Struct, UnsetType, structs


class Size(str, Enum):
    small = "small"
    large = "large"


class Parcel(Struct):
    address: Annotated[str, Meta(min_length=1, max_length=100)]
    grams: Annotated[int, Meta(ge=1, le=50000)]
    size: Size
    due: datetime | None = None
    notes: Annotated[list[Annotated[str, Meta(max_length=20)]], Meta(max_length=3)] = []


class KeptParcel(Parcel, kw_only=True):
    id: UUID


class Change(Struct):
    address: Annotated[str, Meta(min_length=1, max_length=100)] | UnsetType = UNSET
    grams: Annotated[int, Meta(ge=1, le=50000)] | UnsetType = UNSET


parcels: dict[UUID, KeptParcel] = {}


def parcel_of(parcel_id: UUID) -> KeptParcel:
    if parcel_id not in parcels:
        raise NotFoundException("no such parcel")
    return parcels[parcel_id]


@post("/parcels", raises=[])
async def send_parcel(data: Parcel) -> KeptParcel:
    kept = KeptParcel(id=uuid4(), **structs.asdict(data))
    parcels[kept.id] = kept
    return kept


@get("/parcels")
async def list_parcels(
    size: Size | None = None,
    heavier_than: Annotated[int | None, Parameter(ge=0, le=50000)] = None,
    limit: Annotated[int, Parameter(ge=1, le=100)] = 20,
) -> list[KeptParcel]:
    chosen = [parcel for parcel in parcels.values() if size is None or parcel.size == size]
    return [parcel for parcel in chosen if heavier_than is None or parcel.grams > heavier_than][:limit]


@get("/parcels/{parcel_id:uuid}", raises=[NotFoundException])
async def read_parcel(parcel_id: UUID) -> KeptParcel:
    return parcel_of(parcel_id)


@patch("/parcels/{parcel_id:uuid}", raises=[NotFoundException])
async def change_parcel(parcel_id: UUID, data: Change) -> KeptParcel:
    changes = {name: value for name, value in structs.asdict(data).items() if value is not UNSET}
    parcels[parcel_id] = structs.replace(parcel_of(parcel_id), **changes)
    return parcels[parcel_id]


@delete("/parcels/{parcel_id:uuid}", raises=[NotFoundException])
async def delete_parcel(parcel_id: UUID) -> None:
    parcel_of(parcel_id)
    del parcels[parcel_id]


app = Litestar(
    [send_parcel, list_parcels, read_parcel, change_parcel, delete_parcel],
    openapi_config=OpenAPIConfig(title="Parcels", version="1.0.0"),
)
