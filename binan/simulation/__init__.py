"""A week of a district's traffic through the real services and the real clock, faster than time (`manage.py simulate`).

`town.py` has the people and their hours, `week.py` what they do, `books.py` whether every promise is accounted for.
"""
