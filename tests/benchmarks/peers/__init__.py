"""What users would otherwise run to send so many mails: one tiny project for all of them.

It lives in a virtual environment of its own and knows nothing of the product. PEER names the
library that sends, TUNED=1 its best usual settings. Each mail is a row; text and HTML are rendered
from a template for each recipient, 3.5 kB as the product's.
"""
