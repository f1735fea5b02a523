"""Every address. Apps are named by string, since `web` lies beneath them."""

from django.urls import include, path

from goldenthread.web import pages

urlpatterns = [
    path("accounts/", include("goldenthread.access.accounts")),
    path("", include("goldenthread.access.urls")),
    path("", include("goldenthread.cases.urls")),
    path("", include("goldenthread.assessments.urls")),
    path("", include("goldenthread.plans.urls")),
    path("", include("goldenthread.delivery.urls")),
    path("", include("goldenthread.reviews.urls")),
    path("", include("goldenthread.audits.urls")),
    path("", include("goldenthread.sendiass.urls")),
    path("", include("goldenthread.voice.urls")),
    path("", include("goldenthread.campaigns.urls")),
    path("", include("goldenthread.services.urls")),
    path("", include("goldenthread.families.urls")),
    path("", include("goldenthread.disputes.urls")),
    path("", include("goldenthread.offer.urls")),
    # Last of the tasks: an address under /task/ that nothing else takes is a personal link.
    path("", include("goldenthread.letters.urls")),
    path("earlier-day/", pages.earlier_day, name="earlier-day"),
    path("language/", pages.choose_language, name="choose-language"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
    path("help/", pages.help_page, name="help"),
    path("health/", pages.health, name="health"),
]

handler400 = "goldenthread.web.pages.bad_request"
handler403 = "goldenthread.web.pages.forbidden"
handler404 = "goldenthread.web.pages.not_found"
handler500 = "goldenthread.web.pages.server_error"
