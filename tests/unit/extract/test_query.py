"""A query and an address are looked at before a driver sees them; no part of them is said."""

import socket
import time
from collections.abc import Iterator

import pytest

from referral_analysis.errors import FileUnreadableError
from referral_analysis.extract.database_address import read_only, require_answer, where_of
from referral_analysis.extract.query import one_that_reads


@pytest.mark.parametrize(
    "text",
    [
        "select a from b",
        "\ufeffselect a from b;\n",
        "  select a from b ; ;\r\n",
        "-- insert the council's own\nselect a from b",
    ],
)
def test_what_editors_leave_around_a_query_is_taken_off(text: str) -> None:
    assert one_that_reads("q", text).endswith("select a from b")


@pytest.mark.parametrize(
    "text",
    [
        'select "update", [delete], `drop` from b /* merge */',
        "with x as (select 'insert; into' as a) select a from x",
        "select $$delete; from$$ as a, updated_at, last_update from b",
        "VALUES (1)",
    ],
)
def test_words_in_texts_and_names_are_not_the_statements_own(text: str) -> None:
    assert one_that_reads("q", text) == text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "no query"),
        (";\n", "no query"),
        ("delete from b returning a", "a statement with DELETE"),
        ("with x as (delete from b returning a) select a from x", "a statement with DELETE"),
        ("select a into c from b", "a statement with INTO"),
        ("Update b set a = 1", "a statement with UPDATE"),
        ("select 1; drop table b", "more than one statement"),
        ("show tables", "a statement that is no SELECT"),
    ],
)
def test_a_query_that_does_more_than_read_is_refused(text: str, found: str) -> None:
    with pytest.raises(FileUnreadableError, match=rf"^q: {found}; need one query that only reads"):
        one_that_reads("q", text)


@pytest.mark.parametrize(
    ("uri", "where"),
    [
        ("postgresql://zz:zz@host/db", "postgresql database"),
        ("mssql://zz@host/db", "mssql database"),
        ("secret-word@host", "unnamed database"),
        ("secretword://host", "unnamed database"),
        ("postgresqlsecret://host", "unnamed database"),
    ],
)
def test_a_database_is_named_by_its_kind_alone(uri: str, where: str) -> None:
    assert where_of(uri) == where


@pytest.mark.parametrize(
    "password", ["p@ssword", "pass/word", "pass#word", "pa:ss/wo@rd", "p[ss", "50%/x"]
)
def test_a_password_that_must_be_written_otherwise_gets_its_hint(password: str) -> None:
    uri = f"postgresql://zzanna:{password}@zzhost.example/zzdb"
    with pytest.raises(FileUnreadableError, match=r"write @ as %40, / as %2F, # as %23") as caught:
        require_answer(uri)
    for part in (password, "zz", "example"):
        assert part not in str(caught.value)


@pytest.mark.parametrize("uri", ["", "zz-secret", "ftp://zz@127.0.0.1/zz"])
def test_an_address_of_no_known_kind_is_refused(uri: str) -> None:
    with pytest.raises(FileUnreadableError, match=r"^unnamed database: an address of no kind") as e:
        require_answer(uri)
    assert "zz" not in str(e.value)


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


@pytest.fixture
def open_port() -> Iterator[int]:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        line.listen()
        yield int(line.getsockname()[1])


def test_a_server_that_is_down_is_said_soon(closed_port: int) -> None:
    began = time.monotonic()
    with pytest.raises(
        FileUnreadableError, match=r"postgresql database: a server that does not answer"
    ) as caught:
        require_answer(f"postgresql://zz:word@127.0.0.1:{closed_port}/db")
    assert time.monotonic() - began < 10
    assert str(closed_port) not in str(caught.value)


def test_a_server_that_answers_is_left_to_the_driver(open_port: int) -> None:
    require_answer(f"postgresql://zz:p%40ss%2F@127.0.0.1:{open_port}/db")
    require_answer("postgresql:///db?host=/var/run/postgresql")


def test_a_name_that_is_not_known_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_: object, **__: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    with pytest.raises(FileUnreadableError, match=r"a server whose name is not known here"):
        require_answer("mysql://zz@nowhere.invalid/db")


@pytest.mark.parametrize(
    ("uri", "end"),
    [
        ("postgresql://h/d", "/d?options=-c%20default_transaction_read_only%3Don"),
        ("postgres://h/d?sslmode=require", "&options=-c%20default_transaction_read_only%3Don"),
        ("mysql://h/d", "/d"),
        ("postgresql://h/d?options=-c%20x%3Dy", "?options=-c%20x%3Dy"),
    ],
)
def test_transactions_are_asked_to_be_read_only(uri: str, end: str) -> None:
    assert read_only(uri).endswith(end)
