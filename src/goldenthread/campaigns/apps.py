from goldenthread.access import behind_walls


class CampaignsConfig(behind_walls.App):
    name = "goldenthread.campaigns"
