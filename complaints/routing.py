"""Websocket routes."""

sockets: list = []
