"""Websocket routes."""

from django.urls import path

from complaints.consumers import CaseSocket, DeskSocket

sockets = [path("ws/desk/", DeskSocket.as_asgi()), path("ws/c/<str:token>/", CaseSocket.as_asgi())]
