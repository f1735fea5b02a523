"""Addresses of the Local Offer, and of its data for other directories."""

from django.urls import path

from goldenthread.offer.pages import directory, editing, feeds, keeping, open_referral, sheets

urlpatterns = [
    path("local-offer/", directory.find_help, name="offer"),
    path("local-offer/look/", directory.look, name="offer-look"),
    path("local-offer/map/", directory.offer_map, name="offer-map"),
    path("local-offer/shortlist/", directory.shortlist, name="offer-shortlist"),
    path("local-offer/searches/", directory.searches, name="offer-searches"),
    path("local-offer/entries/", editing.entries, name="offer-entries"),
    path("local-offer/entries/<uuid:service_id>/", editing.entry, name="offer-entry"),
    path("local-offer/entries/<uuid:service_id>/change/", editing.change, name="offer-change"),
    path("local-offer/entries/<uuid:service_id>/confirm/", editing.confirm, name="offer-confirm"),
    path("local-offer/feeds/", feeds.feeds, name="offer-feeds"),
    path("local-offer/feeds/add/", feeds.add, name="offer-feed-add"),
    path("local-offer/feeds/<uuid:feed_id>/", feeds.feed, name="offer-feed"),
    path("local-offer/sheets/", sheets.sheets, name="offer-sheets"),
    path("local-offer/sheets/<uuid:sheet_id>/", sheets.sheet, name="offer-sheet"),
    path("local-offer/sheets/<uuid:sheet_id>/columns/", sheets.columns, name="offer-sheet-columns"),
    path("local-offer/suggestions/<uuid:suggestion_id>/", editing.decide, name="offer-decide"),
    path("local-offer/entry/<str:token>/", keeping.own_entry, name="offer-own-entry"),
    path("local-offer/entry/<str:token>/change/", keeping.own_change, name="offer-own-change"),
    path("local-offer/<uuid:service_id>/suggest/", keeping.suggest, name="offer-suggest"),
    path("local-offer/<uuid:service_id>/", directory.service, name="offer-service"),
    path("local-offer/<uuid:service_id>/keep/", directory.keep, name="offer-keep"),
    path("open-referral/", open_referral.about, name="open-referral"),
    path("open-referral/openapi.json", open_referral.openapi, name="open-referral-openapi"),
    path("open-referral/services", open_referral.services, name="open-referral-services"),
    path("open-referral/services/<str:key>", open_referral.service, name="open-referral-service"),
    path("open-referral/taxonomies", open_referral.taxonomies, name="open-referral-taxonomies"),
    path("open-referral/taxonomies/<str:key>", open_referral.taxonomy, name="open-referral-taxonomy"),
    path("open-referral/taxonomy_terms", open_referral.taxonomy_terms, name="open-referral-taxonomy-terms"),
    path("open-referral/taxonomy_terms/<str:key>", open_referral.taxonomy_term, name="open-referral-taxonomy-term"),
    path("open-referral/service_at_locations", open_referral.service_at_locations, name="open-referral-service-at-locations"),
    path("open-referral/service_at_locations/<str:key>", open_referral.service_at_location, name="open-referral-service-at-location"),
]
