"""What is read from a shown ranking besides its own page."""

from smd_workshop.library.facets import of_options

PUBLISHING = of_options("place", "pooled_place")
