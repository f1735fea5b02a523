"""The product's settings. Twenty people sign in at one moment, and what a slow hash costs is not what is tried here."""

from goldenthread.web.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
