"""The Local Offer: a public directory of help. No personal data is in it, and nobody signs in to read it."""
