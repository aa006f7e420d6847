"""Every fault of the API in the one form of interface.md."""


def handler(exc, context):
    raise exc
