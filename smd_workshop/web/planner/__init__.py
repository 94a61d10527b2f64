"""The planner's pages: plans, their files, their indicators and what was measured.

A planner is staff: the pages stand on the blueprint of the staff's, with its sign-in, second step and keys of
forms, so that none of these can be forgotten here.
"""

from importlib import import_module
from pkgutil import iter_modules

# Each module of this package registers its own pages; adding one needs no list here.
for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
