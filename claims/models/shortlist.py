"""The short list: which few of perhaps a million known claims are worth a closer look. Vectors and words, in SQL.

Both halves cost the same however many claims there are: the graph over the vectors visits a fixed number of nodes, and
the word search spends a fixed number of rows and of the index's entries, beginning with the rarest words.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from django.db import connection, transaction

from claims.models.halfvectors import written

NEAR = 60  # from the vectors
WORDED = 40  # from the words
EF_SEARCH = 200  # nodes that the graph keeps in view; must not be below NEAR
ROWS_READ = 400  # of the word search, about; each is a page of the table somewhere else
POSTINGS_READ = 20_000  # of the word index, about: of a pair the rarer word's list is gone through whole
WORDS_USED = 16  # rarest first
UNSEEN_SHARE = 1e-4  # of a word that is too rare for the statistics, where these do not say


@dataclass(frozen=True, slots=True)
class Near:
    """One entry of the short list. ``similarity`` None: it has no vector of this model yet."""

    pk: int
    similarity: float | None


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the query as the index spells it, and the share of entries that hold it."""

    lexeme: str
    share: float

    @property
    def weight(self) -> float:
        return math.log(1 / max(self.share, 1e-7))


def near_known_claims(vector: Sequence[float], *, version: str, count: int = NEAR) -> list[Near]:
    """The entries of the index whose vectors are nearest, nearest first."""
    return _nearest("claims_knownclaim", "id", "is_standing", vector, version=version, count=count)


def near_claims(vector: Sequence[float], *, version: str, count: int) -> list[Near]:
    """The claims of our own articles whose vectors are nearest, nearest first; keys are the claims'."""
    return _nearest("claims_claimlookup", "claim_id", "true", vector, version=version, count=count)


def _nearest(table: str, key: str, condition: str, vector: Sequence[float], *, version: str, count: int) -> list[Near]:
    query = written(vector)
    with transaction.atomic(), connection.cursor() as cursor:
        # For this transaction only. The scan goes on by itself where a condition left too few.
        cursor.execute(
            "SELECT set_config('hnsw.ef_search', %s, true), set_config('hnsw.iterative_scan', 'relaxed_order', true),"
            " set_config('enable_sort', 'off', true)",  # a sort would mean reading the whole table
            [str(max(EF_SEARCH, count))],
        )
        cursor.execute(
            f"SELECT {key}, -(vector <#> %s::halfvec) FROM {table}"  # noqa: S608 - names of ours
            f" WHERE vector_version = %s AND {condition} ORDER BY vector <#> %s::halfvec LIMIT %s",
            [query, version, query, count],
        )
        # The scan that goes on by itself keeps its order only nearly.
        return [Near(pk, float(found)) for pk, found in sorted(cursor.fetchall(), key=lambda row: (-row[1], row[0]))]


def worded_known_claims(
    text: str, *, vector: Sequence[float] | None = None, version: str = "", count: int = WORDED
) -> list[Near]:
    """The entries that share the most telling words with the text, best first. Needs no model."""
    words, rows = _words("claims_knownclaim", text)
    wanted = affordable(words, rows)
    if not wanted:
        return []
    similarity = "NULL::float8"
    parameters: list[str | float] = []
    if vector is not None:
        similarity = "CASE WHEN vector_version = %s THEN -(vector <#> %s::halfvec) END"
        parameters += [version, written(vector)]
    rank = " + ".join(["CASE WHEN search @@ %s::tsquery THEN %s ELSE 0 END"] * len(words))
    ranking: list[str | float] = [part for word in words for part in (quoted(word.lexeme), round(word.weight, 3))]
    with connection.cursor() as cursor:
        cursor.execute(
            # The price of a pair is an estimate, and words that go together cost more: so no more than this is read.
            f"SELECT id, {similarity} FROM (SELECT * FROM claims_knownclaim"  # noqa: S608 - nothing of the caller's is in it
            f" WHERE search @@ %s::tsquery AND is_standing LIMIT {2 * ROWS_READ}) AS affordable"
            f" ORDER BY ({rank}) / (1 + 0.05 * length(search)) DESC, id DESC LIMIT %s",
            [*parameters, wanted, *ranking, count],
        )
        return [Near(pk, None if found is None else float(found)) for pk, found in cursor.fetchall()]


def _words(table: str, text: str) -> tuple[list[Word], int]:
    """The text's words, rarest first, with their shares from the statistics; and how many rows the table has, about."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT tsvector_to_array(to_tsvector('english', %s)), greatest(reltuples, 0)::bigint,
                pg_stat_get_analyze_count(oid) + pg_stat_get_autoanalyze_count(oid)
            FROM pg_class WHERE oid = %s::regclass
            """,
            [text, table],
        )
        lexemes, rows, analysed = cursor.fetchone()
    common = _common_words(table, (rows, analysed))
    least = common.rarest or UNSEEN_SHARE
    words = [Word(lexeme, common.shares.get(lexeme) or least) for lexeme in lexemes]
    return sorted(words, key=lambda word: (word.share, word.lexeme))[:WORDS_USED], int(rows)


@dataclass(frozen=True, slots=True)
class _Common:
    """What ANALYZE found of a table's words: the shares of the common ones, and that of the rarest among them."""

    shares: dict[str, float]
    rarest: float | None


_known: dict[tuple[str, ...], tuple[tuple[int, int], _Common]] = {}


def _common_words(table: str, state: tuple[int, int]) -> _Common:
    """Thousands of words, so they are read when the table was analysed anew and not for every search."""
    where = (str(connection.settings_dict["HOST"]), str(connection.settings_dict["NAME"]), table)
    held = _known.get(where)
    if held is not None and held[0] == state:
        return held[1]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT most_common_elems::text::text[], most_common_elem_freqs FROM pg_stats"
            " WHERE schemaname = current_schema() AND tablename = %s AND attname = 'search'",
            [table],
        )
        told = cursor.fetchone()
    words, shares = told if told and told[0] else ([], [])
    # After the words' own shares stands that of the rarest among them.
    rarest = shares[len(words)] if len(shares) > len(words) else None
    common = _Common(dict(zip(words, shares, strict=False)), rarest)
    _known[where] = (state, common)
    return common


def affordable(words: Sequence[Word], rows: int) -> str:
    """A query that lets in about ROWS_READ entries at most: single words where they are rare, else pairs of words.

    Empty when there is nothing to ask for. In a small index every word is rare.
    """
    terms: list[str] = []
    spent = 0.0
    for word in words:
        if spent + word.share * rows > ROWS_READ:
            break
        spent += word.share * rows
        terms.append(quoted(word.lexeme))
    alone = len(terms)
    pairs = sorted(
        (one.share * other.share * rows, quoted(one.lexeme) + " & " + quoted(other.lexeme), one.lexeme)
        for one, other in combinations(words[alone:], 2)
    )
    lengths = {word.lexeme: word.share * rows for word in words}
    read: set[str] = set()
    postings = 0.0
    for price, pair, rarer in pairs:
        longer = 0.0 if rarer in read else lengths[rarer]
        if terms and (spent + price > ROWS_READ or postings + longer > POSTINGS_READ):
            break
        spent += price
        postings += longer
        read.add(rarer)
        terms.append(f"({pair})")
    if not terms and words:
        terms = [" & ".join(quoted(word.lexeme) for word in words)]
    return " | ".join(terms)


def quoted(lexeme: str) -> str:
    """As tsquery takes a word literally."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
