"""Questions that no dimension holds: choices, orders, numbers, days, scores; counted, and shown as far as people allow."""
