"""Messages of other people in a frame: a page of its own that can load, run and send nothing."""

from django.http import HttpResponse

# The sandbox works also for whoever opens the address in a tab of its own.
POLICY = "; ".join(
    (
        "sandbox",
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
)


def framed(html: str) -> HttpResponse:
    """The HTML as it is, under a policy that leaves only text, inline styles and inlined images.

    The view that answers with it carries `xframe_options_sameorigin`.
    """
    response = HttpResponse(html, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "private, no-store"
    return response
