"""The application: its routes, its errors in the site's dress, its headers."""

from pathlib import Path

from flask import Flask
from flask.json.provider import DefaultJSONProvider
from jinja2 import StrictUndefined

from web import api, errors, headers, pages, templating
from web.reading import Indexes


class _Json(DefaultJSONProvider):
    """As the commands print it: in the order of the values, in UTF-8."""

    sort_keys = False
    ensure_ascii = False


def create_app(index_folder: Path) -> Flask:
    """Return the site over the index in a folder. There need not be one yet: pages then say so."""
    app = Flask(__name__)
    app.json = _Json(app)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    # Nothing that is posted is larger than a form.
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
    app.extensions["imr"] = Indexes(index_folder)
    templating.add_to(app)
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(api.blueprint)
    errors.handle(app)
    headers.add_to(app)
    return app
