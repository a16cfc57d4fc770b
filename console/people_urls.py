"""Saved views of contacts and the audiences of sequences, under `/w/<slug>/`."""

from console.routing import page
from console.views import audiences, saved_views

VIEWS = "contacts/views/"
OF_SEQUENCE = "sequences/<uuid:pk>/audiences/"
ONE = "sequences/audiences/<uuid:pk>/"

urlpatterns = [
    page(VIEWS, saved_views.views, "views"),
    page(f"{VIEWS}new/", saved_views.new, "view_new"),
    page(f"{VIEWS}<uuid:pk>/", saved_views.edit, "view"),
    page(f"{VIEWS}<uuid:pk>/delete/", saved_views.delete, "view_delete"),
    page(OF_SEQUENCE, audiences.audiences, "audiences"),
    page(f"{OF_SEQUENCE}new/", audiences.new, "audiences_new"),
    page(ONE, audiences.audience, "audience"),
    page(f"{ONE}edit/", audiences.edit, "audience_edit"),
    page(f"{ONE}run/", audiences.run, "audience_run"),
    page(f"{ONE}end/", audiences.end, "audience_end"),
]
