"""The seat's pages: a cheap phone, a card, a ballot."""

from flask import Blueprint

from smd_workshop.web.loading import load_all

bp = Blueprint("participant", __name__)

load_all(__name__, __path__)
