"""A sequence as text: canonical YAML that people edit, compare and keep beside their code.

`document`, `writing`, `loading`, `reading` and `schema` are pure; `checking` and `applying` are
work. Whatever is applied becomes a draft: it is approved like any other.
"""
