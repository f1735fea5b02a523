from goldenthread.access import behind_walls


class DeliveryConfig(behind_walls.App):
    name = "goldenthread.delivery"
