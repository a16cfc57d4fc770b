"""The pages that govern and run, under `/w/<slug>/`."""

from console.routing import page
from console.views import (
    audit_trail,
    compliance,
    demo,
    operations,
    outbox,
    review,
)

urlpatterns = [
    page("review/", review.queue, "review"),
    page("review/<uuid:pk>/", review.item, "review_item"),
    page("review/<uuid:pk>/message/", review.message, "review_message"),
    page("review/<uuid:pk>/decide/", review.decide, "review_decide"),
    page("compliance/", compliance.stops, "suppressions"),
    page("compliance/stop/", compliance.paste, "stop_pasted"),
    page("compliance/<uuid:pk>/lift/", compliance.lift, "suppression_lift"),
    page("compliance/rules/", compliance.rules, "rules"),
    page("compliance/rules/new/", compliance.new_rule, "rule_new"),
    page("compliance/rules/<uuid:key>/", compliance.rule, "rule"),
    page("compliance/rules/<uuid:key>/edit/", compliance.edit_rule, "rule_edit"),
    page("compliance/rules/<uuid:key>/retire/", compliance.retire_rule, "rule_retire"),
    page("audit/", audit_trail.trail, "audit"),
    page("audit/verify/", audit_trail.verify, "audit_verify"),
    page("audit/export.csv", audit_trail.export, "audit_export"),
    page("operations/", operations.operations, "operations"),
    page("operations/stop/", operations.stop, "switch_close"),
    page("operations/release/", operations.release, "switch_open"),
    page("operations/doubts/<uuid:pk>/settle/", operations.settle, "doubt_settle"),
    page("outbox/", outbox.outbox, "outbox"),
    page("outbox/<slug:queue_id>/", outbox.item, "outbox_item"),
    page("outbox/<slug:queue_id>/message/", outbox.message, "outbox_message"),
    page("outbox/<slug:queue_id>/answer/", outbox.answer, "outbox_answer"),
    page("demo/next/", demo.next_touch, "demo_next"),
    page("demo/day/", demo.one_day, "demo_day"),
]
