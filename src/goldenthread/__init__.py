"""Golden Thread: everything that happens to a child is an event on a pathway; everything else is derived."""
