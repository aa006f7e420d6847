"""Where residents and desks enter."""

from complaints.views.desk_urls import desk
from complaints.views.resident_urls import resident

app_name = "complaints"
urlpatterns = [*resident, *desk]
