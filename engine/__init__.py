"""Decision tables kept in workbooks, compiled to rules, and what they decide.

::

    *.xlsx -- read_workbook --> RawWorkbook -- resolve (parse_cell) --> Model -- checks --> Diagnostic
    case.json -- read_case --> facts --+                                   |
                                       +--> evaluate (rules) <-------------+
                                                |-- events --> explain
                                                +-- Verdict

``pipeline`` says the order. Nothing here knows a legal term: they all come from the workbooks.
"""

__version__ = "0.1.0"
