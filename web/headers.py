"""What every answer tells the browser: trust nothing but this site's own files, and leave no trace elsewhere."""

from flask import Flask, Response, request

# No script at all, nothing from elsewhere, no frame: whatever a letter or a query says stays text.
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS = {
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    # Addresses hold what was asked.
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def add_to(app: Flask) -> None:
    """Give all answers of an application these headers."""

    @app.after_request
    def _add(response: Response) -> Response:
        response.headers.update(_ALWAYS)
        if request.endpoint == "static" and response.status_code < 300:  # noqa: PLR2004
            # Its address changes with the file.
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        else:
            response.headers["Cache-Control"] = "private, no-cache"
        return response
