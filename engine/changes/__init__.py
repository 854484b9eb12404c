"""Two versions of the workbooks: what differs line by line, and for which cases the answers differ.

``compare`` lists the lines; ``differing_days`` says when a figure or a calculation is worth something else;
``joint`` lays a table of both versions on the same columns; ``regions`` finds the cases whose answer
differs; ``witness`` looks for a whole case in each; ``replay`` plays the cases that exist; ``analyse``
is the order of the steps.
"""
