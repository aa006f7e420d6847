"""The rows of the workflow table, by whose hand they are done; complaints/workflow.py puts them together."""
