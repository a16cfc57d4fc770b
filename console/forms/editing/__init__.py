"""What the pages that edit a draft ask: each shows a part of its plan and gives that part back.

A form holds texts as typed and judges nothing: `drafts` turns them into a plan and says what is
wrong, by the same paths (`steps.3.subject`) as the services.
"""
