"""The staff's pages: set-up, people, rounds, board, room, acta."""

from flask import Blueprint

from smd_workshop.web.loading import load_all

bp = Blueprint("facilitator", __name__, url_prefix="/f")

load_all(__name__, __path__)
