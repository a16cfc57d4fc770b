"""The pages about sequences, their versions and who decides on them, under `/w/<slug>/`."""

from console.routing import page
from console.views import governing, notices, previews, sequences, versions
from console.views.settings import pools

ONE = "sequences/<uuid:pk>/"
VERSION = "sequences/versions/<uuid:pk>/"

urlpatterns = [
    page("sequences/", sequences.sequences, "sequences"),
    page("sequences/new/", sequences.new, "sequence_new"),
    page(ONE, sequences.sequence, "sequence"),
    page(f"{ONE}facts/", sequences.facts, "sequence_facts"),
    page(f"{ONE}mailboxes/", pools.of_sequence, "sequence_pool"),
    page(f"{ONE}draft/", sequences.draft, "sequence_draft"),
    page(f"{ONE}clone/", sequences.clone, "sequence_clone"),
    page(f"{ONE}hand-over/", sequences.hand_over, "sequence_hand_over"),
    page(f"{ONE}archive/", sequences.archive, "sequence_archive"),
    page(f"{ONE}delete/", sequences.delete, "sequence_delete"),
    page(VERSION, versions.version, "version"),
    page(f"{VERSION}difference/", versions.difference, "version_difference"),
    page(f"{VERSION}preview/", previews.preview, "version_preview"),
    page(f"{VERSION}preview/message/", previews.message, "version_preview_message"),
    page(f"{VERSION}test/", previews.test, "version_test"),
    page(f"{VERSION}submit/", governing.submit, "version_submit"),
    page(f"{VERSION}sign/", governing.sign, "version_sign"),
    page(f"{VERSION}approve/", governing.approve, "version_approve"),
    page(f"{VERSION}reject/", governing.reject, "version_reject"),
    page(f"{VERSION}retire/", governing.retire, "version_retire"),
    page(f"{VERSION}waive/", governing.waive, "version_waive"),
    page("sequences/waivers/<uuid:pk>/end/", governing.end_waiver, "waiver_end"),
    page("today/notices/read/", notices.read_all, "notices_read"),
    page("today/notices/<uuid:pk>/read/", notices.read, "notice_read"),
]
