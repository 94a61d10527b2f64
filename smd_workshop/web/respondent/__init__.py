"""The pages of somebody who answers a survey by a link: no account, no cookie, no script needed."""

from flask import Blueprint

from smd_workshop.web.loading import load_all
from smd_workshop.web.sheets.survey_languages import called

bp = Blueprint("respondent", __name__)
bp.context_processor(lambda: {"called": called})

load_all(__name__, __path__)
