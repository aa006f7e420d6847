"""Where this app is entered."""

from django.urls import path

from notices import reminders, views

app_name = "notices"
urlpatterns = [
    path("push/ack/", reminders.ack, name="push_ack"),
    path("push/renew/", reminders.renew, name="push_renew"),
    path("desk/inbox/", views.inbox, name="inbox"),
    path("desk/inbox/bell/", views.bell, name="bell"),
    path("desk/inbox/read/", views.read_all, name="read_all"),
    path("desk/inbox/<int:number>/read/", views.read, name="read"),
]
