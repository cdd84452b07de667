"""Office tables made from a true list, so that a reading can be held against what is true.

plan → draft → workbook → verdicts: `plan` draws fields, goals and measures; `habits` puts them on sheets as
offices do, each habit for itself, and writes down what a careful clerk reads there; `writing` makes the files;
`judging` reads them through the public `load` and compares. `headings`, `words` and `numbers` are lists of
their own, gathered from what offices write, and on purpose not the vocabulary of the product.
"""
