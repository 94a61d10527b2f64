"""What is read from shown points besides their own page."""

from smd_workshop.library.facets import of_options

PUBLISHING = of_options("weight", "global")
