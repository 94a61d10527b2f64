"""The staff's pages about surveys: from a questionnaire to a published figure."""

from flask import Blueprint

from smd_workshop.web.loading import load_all

bp = Blueprint("manager", __name__, url_prefix="/f/<process>/surveys")

load_all(__name__, __path__)
