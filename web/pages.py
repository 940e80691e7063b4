"""The pages, and what is taken away from them as a file."""

from contextlib import ExitStack
from dataclasses import replace

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from corpus.errors import BadRequest
from index.fields import FIELDS
from search import EVERY, listing, mark, search
from search.export import FORMATS, Site, export
from search.letters import find_letter
from web.asked import LAST_ROW, read_asked, read_request
from web.figures import figures_of
from web.letter import shown_letter
from web.reading import reading
from web.results import results

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def home() -> str:
    """The search box, examples, and the corpus in figures."""
    with reading() as engine:
        return render_template("home.html", figures=figures_of(engine))


@blueprint.get("/search")
def results_page() -> str:
    """A page of results."""
    asked = read_asked(request.args)
    with reading() as engine:
        # One more than is shown tells whether there is a next page.
        page = search(engine, replace(asked.request, limit=asked.request.limit + 1))
        figures = figures_of(engine)
    return render_template("results.html", asked=asked, found=results(asked, page), figures=figures)


@blueprint.get("/letters/<path:letter>")
def letter_page(letter: str) -> str | AnyResponse:
    """One letter, with the marks of the search that led to it."""
    asked = read_asked(request.args)
    with reading() as engine:
        found, k = find_letter(engine, letter)
        if found.letter != letter:
            path = url_for("pages.letter_page", letter=found.letter)
            return redirect(asked.address(path) + (f"#issue-{k}" if k is not None else ""))
        marked = mark(engine, found, asked.request.text, exact=asked.request.exact)
    return render_template("letter.html", asked=asked, shown=shown_letter(found, marked), marked=marked)


@blueprint.get("/help")
def help_page() -> str:
    """The query language, what the data is, and the deadlines."""
    return render_template("help.html", fields=FIELDS)


@blueprint.get("/search.csv")
def as_csv() -> Response:
    """The whole result list as a table, written while it is read."""
    given = request.args
    wanted = read_request(given)
    site = Site.at(request.url_root.rstrip("/"))
    form = FORMATS["csv"]
    with ExitStack() as stack:
        engine = stack.enter_context(reading())
        limit = wanted.limit if "limit" in given else EVERY
        listed = listing(engine, replace(wanted, limit=limit))
        if limit == EVERY and listed.page.total > LAST_ROW:
            raise BadRequest(
                f"{listed.page.total:,} issues are more than the {LAST_ROW:,} that the site gives at once; "
                "narrow the search, or have whoever runs the site run `imr search --csv`"
            )
        response = Response(export(listed, "csv", site), content_type=form.media_type)
        response.headers["Content-Disposition"] = f'attachment; filename="imr-search{form.ending}"'
        response.call_on_close(stack.pop_all().close)
    return response
