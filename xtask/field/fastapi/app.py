"""A library as somebody writes it with FastAPI: its default validation, its own document, and state in memory.

It is meant to be correct: what a run accuses it of is held against it by hand (`fastapi.toml`)."""

import uuid
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Annotated, Literal

from fastapi import Cookie, FastAPI, Header, HTTPException, Path, Query, Response, UploadFile
from pydantic import BaseModel, EmailStr, Field, HttpUrl

app = FastAPI(title="Library", version="1.0.0")


class Genre(str, Enum):
    novel = "novel"
    poetry = "poetry"
    science = "science"


class Email(BaseModel):
    kind: Literal["email"]
    address: EmailStr


class Web(BaseModel):
    kind: Literal["web"]
    url: HttpUrl


Contact = Annotated[Email | Web, Field(discriminator="kind")]


class AuthorIn(BaseModel):
    name: str = Field(min_length=1, max_length=40)
    born: date | None = None
    contacts: list[Contact] = Field(default=[], max_length=3)


class Author(AuthorIn):
    id: uuid.UUID


class BookIn(BaseModel):
    title: str = Field(min_length=1, max_length=80)
    isbn: str = Field(pattern=r"^97[89]-[0-9]{9}[0-9X]$")
    genre: Genre
    pages: int = Field(ge=1, le=20000)
    price: Decimal = Field(ge=0, le=1000, decimal_places=2)
    tags: set[str] = Field(default=set(), max_length=5)
    seen_at: datetime | None = None
    loan: timedelta | None = None
    extra: dict[str, int] = {}


class Book(BookIn):
    id: int
    author_id: uuid.UUID


class BookPatch(BaseModel):
    title: str | None = Field(default=None, min_length=1, max_length=80)
    pages: int | None = Field(default=None, ge=1, le=20000)
    model_config = {"extra": "forbid"}


class Problem(BaseModel):
    detail: str


class Cover(BaseModel):
    name: str | None
    size: int
    digest: int


MISSING = {404: {"model": Problem}}
authors: dict[uuid.UUID, Author] = {}
books: dict[int, Book] = {}
covers: dict[int, Cover] = {}
counter = [0]

AuthorId = Annotated[uuid.UUID, Path()]
BookId = Annotated[int, Path(ge=1)]


def author_of(author_id: uuid.UUID) -> Author:
    if author_id not in authors:
        raise HTTPException(404, "no such author")
    return authors[author_id]


def book_of(book_id: int) -> Book:
    if book_id not in books:
        raise HTTPException(404, "no such book")
    return books[book_id]


@app.post("/authors", status_code=201, tags=["authors"])
def create_author(author: AuthorIn, response: Response) -> Author:
    made = Author(id=uuid.uuid4(), **author.model_dump())
    authors[made.id] = made
    response.headers["location"] = f"/authors/{made.id}"
    return made


@app.get("/authors", tags=["authors"])
def list_authors(
    name: Annotated[str | None, Query(max_length=40)] = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> list[Author]:
    chosen = [author for author in authors.values() if name is None or author.name == name]
    return chosen[offset : offset + limit]


@app.get("/authors/{author_id}", responses=MISSING, tags=["authors"])
def read_author(author_id: AuthorId) -> Author:
    return author_of(author_id)


@app.put("/authors/{author_id}", responses=MISSING, tags=["authors"])
def replace_author(author_id: AuthorId, author: AuthorIn) -> Author:
    author_of(author_id)
    authors[author_id] = Author(id=author_id, **author.model_dump())
    return authors[author_id]


@app.delete("/authors/{author_id}", status_code=204, responses=MISSING, tags=["authors"])
def delete_author(author_id: AuthorId) -> None:
    author_of(author_id)
    del authors[author_id]
    for book in [book for book in books.values() if book.author_id == author_id]:
        del books[book.id]
        covers.pop(book.id, None)


@app.post("/authors/{author_id}/books", status_code=201, responses=MISSING, tags=["books"])
def create_book(author_id: AuthorId, book: BookIn) -> Book:
    author_of(author_id)
    counter[0] += 1
    books[counter[0]] = Book(id=counter[0], author_id=author_id, **book.model_dump())
    return books[counter[0]]


@app.get("/authors/{author_id}/books", responses=MISSING, tags=["books"])
def list_books_of_author(author_id: AuthorId) -> list[Book]:
    author_of(author_id)
    return [book for book in books.values() if book.author_id == author_id]


@app.get("/books", tags=["books"])
def search_books(
    genre: Annotated[list[Genre] | None, Query(max_length=3)] = None,
    cheaper_than: Annotated[float | None, Query(gt=0)] = None,
    seen_after: datetime | None = None,
    newest_first: bool = False,
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
    accept_language: Annotated[str | None, Header(max_length=20)] = None,
    session: Annotated[str | None, Cookie(max_length=20)] = None,
) -> list[Book]:
    chosen = [book for book in books.values() if not genre or book.genre in genre]
    if cheaper_than is not None:
        chosen = [book for book in chosen if float(book.price) < cheaper_than]
    if seen_after is not None:
        after = seen_after if seen_after.tzinfo else seen_after.replace(tzinfo=timezone.utc)
        aware = [(book, book.seen_at) for book in chosen if book.seen_at]
        chosen = [book for book, at in aware if (at if at.tzinfo else at.replace(tzinfo=timezone.utc)) > after]
    return sorted(chosen, key=lambda book: book.id, reverse=newest_first)[:limit]


@app.get("/books/{book_id}", responses=MISSING, tags=["books"])
def read_book(book_id: BookId) -> Book:
    return book_of(book_id)


@app.patch("/books/{book_id}", responses=MISSING, tags=["books"])
def change_book(book_id: BookId, change: BookPatch) -> Book:
    book = book_of(book_id)
    books[book_id] = book.model_copy(update=change.model_dump(exclude_none=True))
    return books[book_id]


@app.delete("/books/{book_id}", status_code=204, responses=MISSING, tags=["books"])
def delete_book(book_id: BookId) -> None:
    book_of(book_id)
    del books[book_id]
    covers.pop(book_id, None)


@app.put("/books/{book_id}/cover", responses=MISSING, tags=["books"])
async def put_cover(book_id: BookId, file: UploadFile) -> Cover:
    book_of(book_id)
    content = await file.read()
    covers[book_id] = Cover(name=file.filename, size=len(content), digest=sum(content))
    return covers[book_id]


@app.get("/books/{book_id}/cover", responses=MISSING, tags=["books"])
def read_cover(book_id: BookId) -> Cover:
    book_of(book_id)
    if book_id not in covers:
        raise HTTPException(404, "no cover")
    return covers[book_id]
