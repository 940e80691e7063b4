"""The same values for programs: what the commands print as JSON."""

from flask import Blueprint, Response, jsonify, request

from corpus.as_json import as_json
from search import mark, search
from search.letters import find_letter
from search.lexicon import lexicon_of
from web.asked import read_marking, read_request
from web.reading import reading

blueprint = Blueprint("api", __name__)


@blueprint.get("/api/search")
def api_search() -> Response:
    """A page of results, as `imr search --json` prints it."""
    wanted = read_request(request.args)
    with reading() as engine:
        page = search(engine, wanted)
    return jsonify(page.as_json())


@blueprint.get("/api/letters/<path:letter>")
def api_letter(letter: str) -> Response:
    """A letter, as `imr show --json` prints it; with a query also where its marks are."""
    text, exact = read_marking(request.args)
    with reading() as engine:
        found, _ = find_letter(engine, letter)
        marked = mark(engine, found, text, exact=exact) if "q" in request.args else None
    return jsonify(as_json(found) | (marked.as_json() if marked else {}))


@blueprint.get("/healthz")
def health() -> Response:
    """Whether the index can be read, and how many issues it has."""
    with reading() as engine:
        return jsonify({"ok": True, "issues": lexicon_of(engine).issues})
