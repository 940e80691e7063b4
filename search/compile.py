"""An expression to the clause that engines run: words become stems in fields, widened unless only exact words count."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from index.analysis import FUNCTION_WORDS, stem
from index.engine import Engine
from index.fields import BY_NAME, DEFAULT_FIELDS, Field
from index.query import AllOf, AnyOf, AtLeast, BestOf, Clause, Everything, Near, Not, Phrase, Prefer, Prefix, Term
from search.expression import (
    All,
    Any,
    Anything,
    Between,
    Description,
    Expression,
    Quoted,
    Start,
    Together,
    Without,
    Word,
)
from search.language import parse_query
from search.lexicon import Lexicon, lexicon_of
from search.synonyms import Sense, is_kind, named_in, related_to
from search.widening import Alternative, Correction, Widening

# Fields in which words that a query has side by side are rather wanted side by side
_PROSE = tuple(field for field in DEFAULT_FIELDS if field.name in ("treatment", "rationale", "summary", "text"))
# Fields that tell what an issue is about: a word may stand there as well, unless only exact words count.
_ABOUT = ("decision", "category", "procedure", "drug", "class", "diagnosis", "body", "reason")
# A case number is several words: "16" by itself is none.
_NUMBERED = ("case",)
# Those of them that name what is given
_TREATMENTS = frozenset({"procedure", "drug", "class"})
# Words between such words, and the weight of finding them so
_BESIDE, _BESIDE_WEIGHT = 3, 0.25
# Of a long text so many words are looked for, those that tell the most. Of those that no larger a share of issues has,
# if there are so many, such a share must be found; the others only rank.
_MOST_WORDS, _FREQUENT, _ENOUGH, _LEAST_FOUND = 40, 0.25, 3, 0.1
# What a query names is rather what an issue is about.
_ABOUT_WEIGHT = 2.0
# Spellings tried of words of a long text that the index does not have
_MOST_MISSPELT = 5
# Words on either side of one that may make a name with it
_LONGEST_NAME = 8
# Words that may stand on either side of a /s or a /p, each with each
_MOST_PAIRS = 100

# A word that may stand somewhere: stems that stand together there, and how much of its weight it has
_Spot = tuple[tuple[str, ...], float]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A query as it was asked, as engines run it, and what was searched besides, or instead of, what was typed."""

    expression: Expression
    clause: Clause
    corrections: tuple[Correction, ...]


def compile_query(engine: Engine, text: str, *, exact: bool) -> Compiled:
    """Compile a query for an index, whose words it is widened by unless `exact` ones are wanted."""
    lexicon = lexicon_of(engine)
    widening = None if exact else Widening(lexicon)
    expression = parse_query(text)
    clause = Compiler(lexicon, widening).clause(expression)
    told = (*_told(expression), *(widening.corrections if widening else ()))
    return Compiled(expression, clause, told)


def _told(expression: Expression) -> Iterator[Correction]:
    if isinstance(expression, Description) and expression.is_query:
        yield Correction("so long a query", "a description, ranked by how much of it is found", "long")


class Compiler:
    """Compiles one query; `widening` is None where only exact words count."""

    def __init__(self, lexicon: Lexicon, widening: Widening | None) -> None:
        self._lexicon = lexicon
        self._widening = widening

    def clause(self, expression: Expression) -> Clause:
        """Return the clause for an expression."""
        match expression:
            case Anything():
                return Everything()
            case Word() | Quoted():
                return self._all((expression,))
            case Start(start, field):
                return _one_or(BestOf, [Prefix(one.name, start, _weight(one)) for one in _fields(field)])
            case Between(found):
                return found
            case All(parts):
                return self._all(parts)
            case Any(parts):
                return _one_or(AnyOf, list(map(self.clause, parts)))
            case Without(part):
                # What is not wanted is taken at its word.
                return Not(Compiler(self._lexicon, None).clause(part))
            case Together(parts, within):
                return self._together(parts, within)
            case Description(words):
                return self._description(words)

    def _all(self, parts: Sequence[Expression]) -> Clause:
        """Return a clause for parts that must all match; words side by side may name one thing."""
        wanted: list[Clause] = []
        bonuses: list[Clause] = []
        for run in _runs(parts):
            if isinstance(run, list):
                for clause, bonus in self._run(run):
                    wanted.append(clause)
                    bonuses += bonus
                bonuses += _beside(run)
            else:
                wanted.append(self._quoted(run) if isinstance(run, Quoted) else self.clause(run))
        clause = _one_or(AllOf, wanted)
        return Prefer(clause, tuple(bonuses)) if bonuses else clause

    def _run(self, run: list[Word]) -> Iterator[tuple[Clause, list[Clause]]]:
        """Yield a clause for each word of a run, or for several that name one thing, and what is rather so."""
        telling = _telling(run)
        if self._widening is None or telling[0].field is not None:
            yield from ((_best([self._word(word), *self._values(word)]), []) for word in telling)
            return
        meant = self._meant(telling, self._widening)
        flat = [(number, one) for number, word in enumerate(meant) for one in word.words]
        named = {one.first: one for one in named_in([word for _, word in flat])}
        place = number = 0
        while number < len(telling):
            found = named.get(place)
            # What is named ends where a word that was typed does.
            last = flat[found.last - 1][0] + 1 if found else number + 1
            if found and (found.last == len(flat) or flat[found.last][0] == last):
                behind = _kinds(found.senses, meant[last:])
                last += behind
                yield self._named(telling[number:last], meant[number:last], found.senses, self._widening, behind)
            else:
                last = number + 1
                yield self._word(telling[number]), []
            place += sum(len(word.words) for word in meant[number:last])
            number = last

    def _values(self, word: Word) -> Iterator[Clause]:
        """Yield what a field of whole values calls what a word, rightly spelt, names: `drug:norco` is hydrocodone."""
        if self._widening is None or word.field is None:
            return
        meant = [word.words]
        if len(word.words) == 1:
            _, others = self._widening.spellings(word.words[0], (word.field,))
            meant += (other.words for other in others)
        for words in meant:
            for sense in (sense for one in named_in(words) for sense in one.senses):
                if sense.field == word.field and sense.words != words:
                    yield from _alternatives([self._widening.value(words, sense)])

    def _meant(self, words: Sequence[Word], widening: Widening) -> list[Word]:
        """Return words rightly spelt: one that no letter has as it makes a name with those beside it, or is likeliest.

        What has a name is spelt rightly, even if no letter has it.
        """
        meant = list(words)
        # Twice, as the words behind may have to be spelt rightly first.
        for number, word in [*enumerate(words), *enumerate(words)]:
            if len(word.words) > 1 or _is_in_name(meant, number):
                continue
            spelt = [Word((one,)) for one in widening.meant(word.words[0])]
            tried = ([*meant[:number], one, *meant[number + 1 :]] for one in spelt)
            in_names = (one for one, others in zip(spelt, tried, strict=True) if _is_in_name(others, number, least=2))
            meant[number] = next(in_names, spelt[0] if spelt else word)
        return meant

    def _named(
        self, words: Sequence[Word], meant: Sequence[Word], senses: Sequence[Sense], widening: Widening, kinds: int
    ) -> tuple[Clause, list[Clause]]:
        """Return a clause for words that name something, or its other names; rather for issues that are about it.

        The last `kinds` words only say what kind of thing it is: its other names do without.
        """
        printed = [
            self._leaves(word) if word != right else _printed(word) for word, right in zip(words, meant, strict=True)
        ]
        own = [[*leaves, *self._about(right)] for leaves, right in zip(printed, meant, strict=True)]
        name = meant[: len(meant) - kinds]
        if any(sense.lay for sense in senses):
            # Words that only together are a name stand each for itself besides.
            for place, right in enumerate(name):
                own[place] += self._related(right)
        others = list(widening.synonyms([one for word in name for one in word.words], senses))
        # Only with the words themselves, lest other names outrank them; but letters have no such words for lay ones.
        there = _one_or(AllOf, list(map(_best, printed)))
        about: list[Clause] = []
        for sense in senses:
            if sense.field:
                leaf = _leaf(BY_NAME[sense.field], tuple(map(stem, sense.words)), _ABOUT_WEIGHT)
                about.append(leaf if sense.lay else AllOf((there, leaf)))
        return _best([_one_or(AllOf, list(map(_best, own))), *_alternatives(others)]), about

    def _word(self, word: Word) -> Clause:
        """Return a clause for a word where it is searched for, or in what the issue is about; so for its spellings."""
        clauses = [*self._leaves(word), *self._about(word)]
        if self._widening and word.field is None and len(word.words) == 1:
            for spelt in self._widening.meant(word.words[0]):
                clauses += self._about(Word((spelt,)))
                for one in named_in([spelt]):
                    clauses += _alternatives(self._widening.synonyms([spelt], one.senses))
        return _best([*clauses, *self._related(word)])

    def _related(self, word: Word) -> Iterator[Clause]:
        if self._widening and word.field is None:
            yield from _alternatives(self._widening.synonyms(word.words, related_to(word.words)))

    def _leaves(self, word: Word) -> list[Clause]:
        return [_leaf(field, stems, share) for stems, share in self._spots(word) for field in _fields(word.field)]

    def _about(self, word: Word) -> Iterator[Clause]:
        if self._widening and word.field is None:
            fields = _ABOUT if len(word.words) == 1 else (*_ABOUT, *_NUMBERED)
            yield from _alternatives(self._widening.abouts(word.words, fields))

    def _spots(self, word: Word | Quoted) -> list[_Spot]:
        """Return the stems that stand for a word: its own, and those of its right spelling."""
        own = tuple(map(stem, word.words))
        if self._widening is None or len(own) > 1 or isinstance(word, Quoted):
            return [(own, 1.0)]
        names = tuple(field.name for field in _fields(word.field))
        is_there, others = self._widening.spellings(word.words[0], names)
        spots = [(tuple(map(stem, other.words)), other.share) for other in others]
        return [(own, 1.0), *spots] if is_there or not spots else spots

    def _quoted(self, quoted: Quoted) -> Clause:
        stems = tuple(map(stem, quoted.words))
        if quoted.within is None:
            return _best([_leaf(field, stems, 1.0) for field in _fields(quoted.field)])
        return _best([Near(field.name, stems, quoted.within, _weight(field)) for field in _fields(quoted.field)])

    def _together(self, parts: Sequence[Expression], within: int | None) -> Clause:
        """Return a clause for parts that stand in one section: each pair of neighbors near each other, in any field."""
        spots = [self._may_stand(part) for part in parts]
        named = {field for part in parts for field in _named_fields(part)}
        if not all(spots) or len(named) > 1:
            # Only words and phrases, and alternatives of them, have a place, and only one section is one.
            return self._all(parts)
        fields = _fields(*named) if named else DEFAULT_FIELDS
        return _best(
            [
                _one_or(AllOf, [_pair(field, ours, theirs, within) for ours, theirs in pairwise(spots)])
                for field in fields
            ]
        )

    def _may_stand(self, part: Expression) -> list[_Spot]:
        match part:
            case Word() | Quoted(within=None):
                return self._spots(part)
            case Any(parts):
                alternatives = [self._may_stand(one) for one in parts]
                return [spot for spots in alternatives for spot in spots] if all(alternatives) else []
            case _:
                return []

    def _description(self, words: Sequence[Word]) -> Clause:
        """Return a clause for a long text: a share of its words that tell most, and rather what it is about."""
        names = tuple(field.name for field in DEFAULT_FIELDS)
        counted = {word: min(self._lexicon.frequency(one, names) for one in word.words) for word in words}
        missing = [word for word, count in counted.items() if not count]
        respelt = [_best(self._leaves(word)) for word in missing[:_MOST_MISSPELT]] if self._widening else []
        telling = sorted(filter(counted.__getitem__, counted), key=counted.__getitem__)[:_MOST_WORDS]
        rare = [word for word in telling if counted[word] <= _FREQUENT * self._lexicon.issues]
        wanted = rare if len(rare) >= _ENOUGH else telling
        parts = [*(_best(_printed(word)) for word in wanted), *respelt]
        if not parts:
            return AnyOf(())
        clause = AtLeast(max(1, round(_LEAST_FOUND * len(parts))), tuple(parts))
        others = [_best(_printed(word)) for word in telling[len(wanted) :]]
        bonuses = (*others, *self._abouts(words))
        return Prefer(clause, bonuses) if bonuses else clause

    def _abouts(self, words: Sequence[Word]) -> Iterator[Clause]:
        """Yield what a long text names, in the fields that tell what an issue is about."""
        if self._widening is None:
            return
        for named in named_in([one for word in words for one in word.words]):
            for sense in named.senses:
                if sense.field:
                    yield _leaf(BY_NAME[sense.field], tuple(map(stem, sense.words)), _ABOUT_WEIGHT)


def _named_fields(part: Expression) -> Iterator[str]:
    match part:
        case Word() | Quoted() if part.field:
            yield part.field
        case Any(parts):
            for one in parts:
                yield from _named_fields(one)


def _runs(parts: Iterable[Expression]) -> Iterator[list[Word] | Expression]:
    """Yield words of one field that stand side by side in a list, and all else by itself."""
    run: list[Word] = []
    for part in parts:
        if isinstance(part, Word) and (not run or run[-1].field == part.field):
            run.append(part)
            continue
        if run:
            yield run
        run = [part] if isinstance(part, Word) else []
        if not run:
            yield part
    if run:
        yield run


def _beside(run: list[Word]) -> Iterator[Clause]:
    """Yield what rather is: neighbors of a run beside each other."""
    for one, other in pairwise(run):
        stems = tuple(map(stem, (*one.words, *other.words)))
        fields = _PROSE if one.field is None else _fields(one.field)
        if not any(word in FUNCTION_WORDS for word in (*one.words, *other.words)):
            yield _best([Near(field.name, stems, _BESIDE, _BESIDE_WEIGHT * _weight(field)) for field in fields])


def _is_in_name(words: Sequence[Word], number: int, least: int = 1) -> bool:
    """Tell whether a word is part of a name of at least so many words; only the words near it are looked at."""
    first = max(0, number - _LONGEST_NAME)
    words, number = words[first : number + _LONGEST_NAME + 1], number - first
    places = [place for place, word in enumerate(words) for _ in word.words]
    named = named_in([one for word in words for one in word.words])
    return any(one.last - one.first >= least and places[one.first] <= number <= places[one.last - 1] for one in named)


def _kinds(senses: Sequence[Sense], behind: Sequence[Word]) -> int:
    """Return how many of the words behind a name only say what kind of thing it names: "norco tablets", "MRI study"."""
    if not any(sense.field in _TREATMENTS for sense in senses):
        return 0
    return sum(1 for _ in takewhile(lambda word: is_kind(word.words), behind))


def _printed(word: Word) -> list[Clause]:
    return [_leaf(field, tuple(map(stem, word.words)), 1.0) for field in _fields(word.field)]


def _telling(run: list[Word]) -> list[Word]:
    """Return the words of a run but for those that say nothing, unless they are part of a name, or all there is."""
    places = [place for place, word in enumerate(run) for _ in word.words]
    named = named_in([one for word in run for one in word.words])
    in_names = {place for one in named for place in places[one.first : one.last]}
    return [
        word for place, word in enumerate(run) if place in in_names or not FUNCTION_WORDS.issuperset(word.words)
    ] or run


def _alternatives(others: Iterable[Alternative]) -> Iterator[Clause]:
    for other in others:
        for field in _fields(other.field):
            yield _leaf(field, tuple(map(stem, other.words)), other.share)


def _pair(field: Field, ours: Sequence[_Spot], theirs: Sequence[_Spot], within: int | None) -> Clause:
    """Return a clause for one of our words near one of theirs in a field."""
    pairs = [(one, other) for one in ours for other in theirs][:_MOST_PAIRS]
    return _one_or(AnyOf, [_near(field, one, other, within) for one, other in pairs])


def _near(field: Field, one: _Spot, other: _Spot, within: int | None) -> Clause:
    weight = _weight(field) * min(one[1], other[1])
    phrases = [Phrase(field.name, stems, weight) for stems, _ in (one, other) if len(stems) > 1]
    if within is None:
        words = [Term(field.name, stems[0], weight) for stems, _ in (one, other) if len(stems) == 1]
        return AllOf((*words, *phrases))
    near = Near(field.name, (one[0][-1], other[0][0]), within, weight)
    return AllOf((near, *phrases)) if phrases else near


def _leaf(field: Field, stems: tuple[str, ...], share: float) -> Clause:
    weight = _weight(field) * share
    return Term(field.name, stems[0], weight) if len(stems) == 1 else Phrase(field.name, stems, weight)


def _fields(name: str | None) -> tuple[Field, ...]:
    return DEFAULT_FIELDS if name is None else (BY_NAME[name],)


def _weight(field: Field) -> float:
    return field.weight or 1.0


def _best(parts: list[Clause]) -> Clause:
    return _one_or(BestOf, parts)


def _one_or(kind: type[AllOf] | type[AnyOf] | type[BestOf], parts: list[Clause]) -> Clause:
    return parts[0] if len(parts) == 1 else kind(tuple(parts))
