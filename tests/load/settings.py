"""The product's settings. Twenty people sign in at one moment: what a slow hash costs is not what is tried here, and on a
machine at its limit a code may arrive after its own half-minute."""

from goldenthread.web.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MFA_TOTP_TOLERANCE = 4
