"""Surveys: complete lists over all articles, each member with its words, and a table of several questions."""

from assistant.desk.survey.grid import Grid, GridMaker, GridRow
from assistant.desk.survey.surveyor import Surveyor
from assistant.desk.survey.types import Cell, Coverage, Mention, Survey, SurveyRow
from assistant.desk.survey.wanted import asks_for_all

__all__ = [
    "Cell",
    "Coverage",
    "Grid",
    "GridMaker",
    "GridRow",
    "Mention",
    "Survey",
    "SurveyRow",
    "Surveyor",
    "asks_for_all",
]
