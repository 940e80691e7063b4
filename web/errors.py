"""Errors: a page in the site's dress, or problem details (RFC 9457) where a program asked."""

import json
import traceback
from http import HTTPStatus
from types import TracebackType

from flask import Flask, Response, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from corpus.errors import BadRequest, IndexUnusable, UnknownIssue

# Paths that programs ask
_PROGRAMS = ("/api/", "/healthz")
_RETRY_SECONDS = 30
_HEADINGS = {
    400: "That address can’t be understood",
    404: "There is nothing here",
    500: "Something went wrong",
    503: "The index can’t be used right now",
}
_NOT_FOUND = "No page has this address. Letters are at /letters/ and their case number."
_FAILED = "The fault is the site’s. It has been noted, without what you searched for."
_UNUSABLE = (
    "It may be in the making, or have been moved. Try again in a moment; "
    "whoever runs the site finds the mend in its log."
)


def handle(app: Flask) -> None:
    """Let an application answer its errors so."""

    @app.errorhandler(BadRequest)
    def _bad(error: BadRequest) -> Response:
        return _answer(HTTPStatus.BAD_REQUEST, str(error))

    @app.errorhandler(UnknownIssue)
    def _unknown(error: UnknownIssue) -> Response:
        return _answer(HTTPStatus.NOT_FOUND, str(error))

    @app.errorhandler(IndexUnusable)
    def _unusable(error: IndexUnusable) -> Response:
        app.logger.error("%s", error)
        response = _answer(HTTPStatus.SERVICE_UNAVAILABLE, _UNUSABLE)
        response.headers["Retry-After"] = str(_RETRY_SECONDS)
        return response

    @app.errorhandler(HTTPException)
    def _refused(error: HTTPException) -> Response:
        status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
        if error.response is not None:
            return make_response(error.response)
        told = _NOT_FOUND if status is HTTPStatus.NOT_FOUND else (error.description or status.description)
        response = _answer(status, told)
        for name, value in error.get_headers():
            if name.lower() == "allow":
                response.headers[name] = value
        return response

    @app.errorhandler(Exception)
    def _failed(error: Exception) -> Response:
        # Not its message, and no address: either may hold what was asked.
        app.logger.error("%s at %s\n%s", type(error).__name__, request.url_rule, frames(error.__traceback__))
        return _answer(HTTPStatus.INTERNAL_SERVER_ERROR, _FAILED)


def frames(trace: TracebackType | None) -> str:
    """Return where an error came from, as lines of code without any values."""
    return "".join(traceback.format_tb(trace))


def _answer(status: HTTPStatus, told: str) -> Response:
    if request.path.startswith(_PROGRAMS):
        problem = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": told}
        return Response(json.dumps(problem), status, mimetype="application/problem+json")
    heading = _HEADINGS.get(status, status.phrase)
    return make_response(render_template("error.html", status=status.value, heading=heading, told=told), status)
