"""The pages that edit a draft, under `/w/<slug>/`."""

from console.routing import page
from console.views.editing import cases, exits, overview, step, text, timing

DRAFT = "sequences/versions/<uuid:pk>/edit/"

urlpatterns = [
    page(DRAFT, overview.overview, "version_edit"),
    page(f"{DRAFT}steps/<slug:key>/", step.step, "version_step"),
    page(f"{DRAFT}steps/<slug:key>/message/", step.message, "version_step_message"),
    page(f"{DRAFT}timing/", timing.timing, "version_timing"),
    page(f"{DRAFT}exits/", exits.exits, "version_exits"),
    page(f"{DRAFT}tests/", cases.cases, "version_cases"),
    page(f"{DRAFT}tests/<int:number>/", cases.case, "version_case"),
    page(f"{DRAFT}text/", text.text, "version_text"),
    page(f"{DRAFT}text/download/", text.download, "version_text_file"),
]
