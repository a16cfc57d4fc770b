"""The settings, under `/w/<slug>/settings/`."""

from console.routing import page
from console.views.settings import (
    accounts,
    consent,
    content,
    fields,
    health,
    law,
    library,
    pace,
    people,
    policy,
    pools,
    sending,
    signing,
    texting,
    words,
)

MEMBER = "settings/members/<uuid:pk>/"
SNIPPETS = "settings/snippets/"
WORDS = "settings/words/"
LAW = "settings/law/<slug:code>/"
POLICY = "settings/review-policy/"
GROUPS = "settings/reviewer-groups/"
MAILBOX = "settings/mailboxes/<uuid:pk>/"
DKIM = f"{MAILBOX}dkim/"
CLOSED = "settings/closed-dates/"

urlpatterns = [
    page("settings/", sending.workspace, "settings"),
    page("settings/fields/", fields.required, "required_fields"),
    page("settings/content/", content.content, "settings_content"),
    page(WORDS, words.content_rules, "content_rules"),
    page(f"{WORDS}packs/", words.content_packs, "content_packs"),
    page(f"{WORDS}<uuid:pk>/", words.content_rule, "content_rule"),
    page(f"{WORDS}<uuid:pk>/retire/", words.content_rule_retire, "content_rule_retire"),
    page("settings/law/", law.laws, "laws"),
    page(LAW, law.law, "law"),
    page(f"{LAW}edit/", law.law_edit, "law_edit"),
    page(f"{LAW}approve/", law.law_approve, "law_approve"),
    page(f"{LAW}discard/", law.law_discard, "law_discard"),
    page(f"{LAW}retire/", law.law_retire, "law_retire"),
    page(POLICY, policy.review_policy, "review_policy"),
    page(f"{POLICY}edit/", policy.review_policy_edit, "review_policy_edit"),
    page(f"{POLICY}approve/", policy.review_policy_approve, "review_policy_approve"),
    page(f"{POLICY}discard/", policy.review_policy_discard, "review_policy_discard"),
    page(GROUPS, policy.groups, "reviewer_groups"),
    page(f"{GROUPS}<uuid:pk>/", policy.group, "reviewer_group"),
    page(f"{GROUPS}<uuid:pk>/archive/", policy.group_archive, "reviewer_group_archive"),
    page(SNIPPETS, library.snippets, "snippets"),
    page(f"{SNIPPETS}new/", library.snippet_new, "snippet_new"),
    page(f"{SNIPPETS}<uuid:pk>/", library.snippet, "snippet"),
    page(f"{SNIPPETS}<uuid:pk>/delete/", library.snippet_delete, "snippet_delete"),
    page(CLOSED, library.closed_dates, "closed_dates"),
    page(f"{CLOSED}<uuid:pk>/", library.closed_date, "closed_date"),
    page(f"{CLOSED}<uuid:pk>/delete/", library.closed_date_delete, "closed_date_delete"),
    page("settings/members/", people.members, "members"),
    page(f"{MEMBER}role/", people.member_role, "member_role"),
    page(f"{MEMBER}disable/", people.member_disable, "member_disable"),
    page(f"{MEMBER}enable/", people.member_enable, "member_enable"),
    page(f"{MEMBER}hand-over/", people.hand_over, "member_hand_over"),
    page("settings/mailboxes/", sending.mailboxes, "mailboxes"),
    page("settings/mailboxes/health/", health.health_limits, "health_limits"),
    page(MAILBOX, sending.mailbox, "mailbox"),
    page(f"{MAILBOX}pace/", pace.mailbox_pace, "mailbox_pace"),
    page(f"{MAILBOX}check/", sending.mailbox_check, "mailbox_check"),
    page(f"{MAILBOX}account/", accounts.account, "mailbox_account"),
    page(f"{MAILBOX}account/consent/", consent.onward, "mailbox_consent"),
    page("settings/consent/", consent.back, "consent"),
    page(f"{MAILBOX}account/test/", accounts.account_test, "mailbox_account_test"),
    page(f"{MAILBOX}account/remove/", accounts.account_remove, "mailbox_account_remove"),
    page(f"{MAILBOX}move/", pools.move, "mailbox_move"),
    page(f"{MAILBOX}texting/", texting.texting, "mailbox_texting"),
    page(f"{MAILBOX}texting/test/", texting.texting_test, "mailbox_texting_test"),
    page(f"{MAILBOX}texting/remove/", texting.texting_remove, "mailbox_texting_remove"),
    page(DKIM, signing.dkim, "mailbox_dkim"),
    page(f"{DKIM}<uuid:dkim>/check/", signing.key_check, "mailbox_dkim_check"),
    page(f"{DKIM}<uuid:dkim>/activate/", signing.key_activate, "mailbox_dkim_activate"),
    page(f"{DKIM}<uuid:dkim>/retire/", signing.key_retire, "mailbox_dkim_retire"),
    page("settings/pools/", pools.pools, "pools"),
    page("settings/pools/<uuid:pk>/", pools.pool, "pool"),
    page("settings/pools/<uuid:pk>/delete/", pools.pool_delete, "pool_delete"),
    page("settings/keys/", people.keys, "keys"),
    page("settings/keys/<uuid:pk>/revoke/", people.key_revoke, "key_revoke"),
]
