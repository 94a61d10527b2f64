"""The planner's pages: plans, their files, their indicators and what was measured."""

from flask import Blueprint

from smd_workshop.web.loading import load_all

bp = Blueprint("planner", __name__, url_prefix="/f/<process>/plans")

load_all(__name__, __path__)
