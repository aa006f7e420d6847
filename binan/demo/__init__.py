"""The demo district: a believable 滨江区 with its people, and three weeks of cases told through the real services.

`district`, `people` and `stories*` are data; `settle` builds units, places and staff, `roster` who is on duty; `tell` lives the stories; the command
is `manage.py demo`. Communities are real names from a public list, unverified (domain.md §2.2); estates in complaints, people
and telephone numbers are invented.
"""
