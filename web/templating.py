"""What templates may call, and what each page is given."""

import hashlib
from pathlib import Path
from typing import Any

from flask import Flask, url_for

from index.fields import BY_NAME
from search import Hit
from search.in_words import citations_in_words, corrections_in_words, counted
from search.rates import Rate
from web.asked import LONGEST_QUERY, Asked
from web.in_words import day_in_words, decision_in_words
from web.pieces import pieces


def add_to(app: Flask) -> None:
    """Give templates of an application their filters and values."""
    versions = {path.name: _version(path) for path in Path(app.static_folder or "").iterdir()}

    def asset(name: str) -> str:
        """Return the address of a file of the site, which changes with the file."""
        return url_for("static", filename=name, v=versions[name])

    app.add_template_filter(day_in_words, "day")
    app.add_template_filter(_percent, "percent")
    app.add_template_filter(_cited, "cited")
    app.add_template_filter(counted)
    app.add_template_filter(corrections_in_words, "in_words")
    app.add_template_filter(decision_in_words, "decision_word")
    app.add_template_filter(lambda name: BY_NAME[name].label, "field_label")
    app.jinja_env.globals.update(asset=asset, pieces=pieces, interval=_interval, longest_query=LONGEST_QUERY)

    @app.context_processor
    def _usual() -> dict[str, Any]:
        return {"asked": Asked()}


def _version(path: Path) -> str:
    return hashlib.blake2b(path.read_bytes(), digest_size=6).hexdigest()


def _cited(hit: Hit) -> list[str]:
    return citations_in_words(hit.relied_on, " › ")


def _percent(share: float) -> str:
    return f"{share:.1%}"


def _interval(rate: Rate) -> dict[str, str]:
    """Return where a rate and its interval stand on a line from 0 to 100 percent."""
    rate_, low, high = rate.rate or 0.0, rate.low or 0.0, rate.high or 0.0
    return {"at": f"{rate_:.1%}", "from": f"{low:.1%}", "width": f"{high - low:.1%}"}
