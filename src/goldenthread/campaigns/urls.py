"""Addresses of the radar and of campaigns."""

from django.urls import path

from goldenthread.campaigns.pages import campaign, radar, weights

urlpatterns = [
    path("radar/", radar.radar, name="radar"),
    path("radar/weights/", weights.weights, name="radar-weights"),
    path("radar/<uuid:case_id>/", radar.sum_page, name="radar-sum"),
    path("campaigns/new/", campaign.new, name="campaign-new"),
    path("campaigns/<uuid:campaign_id>/", campaign.campaign, name="campaign"),
    path("campaigns/<uuid:campaign_id>/change/", campaign.change, name="campaign-change"),
]
