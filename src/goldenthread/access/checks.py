"""Refuses to run the demo's way of signing in against a real area."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Warning, register


@register
def demo_is_private(app_configs: Any, **_: Any) -> list[Error]:
    host = str(settings.DATABASES["default"].get("HOST", ""))
    # The private server of the demo listens on a socket; a real area is reached by name or behind TLS.
    if settings.GOLDENTHREAD_DEMO and ((host and not host.startswith("/")) or settings.SECURE_COOKIES):
        return [
            Error(
                "The demo lets anybody be anybody, so it must not run on a real area.",
                hint="Unset GOLDENTHREAD_DEMO, or DATABASE_URL and GOLDENTHREAD_TLS.",
                id="access.E001",
            )
        ]
    return []


@register
def visitors_are_told_apart(app_configs: Any, **_: Any) -> list[Warning]:
    """A real area is behind the proxy that ends TLS; uncounted, one stranger's wrong passwords stop everybody."""
    if settings.SECURE_COOKIES and not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        return [
            Warning(
                "Sign-in attempts are counted as if every visitor were the proxy.",
                hint="Set GOLDENTHREAD_PROXIES to how many proxies add to X-Forwarded-For, usually 1.",
                id="access.W001",
            )
        ]
    return []
