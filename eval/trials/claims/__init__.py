"""``python -m eval claims``: how well do the checks tell faithful sentences about news from unfaithful ones?"""
