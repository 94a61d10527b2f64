"""What is read from shown estimates besides their own page."""

from smd_workshop.library.facets import of_options

PUBLISHING = of_options("balanced_median", "median")
