"""Edits of generated models, as a person makes them in a workbook."""

from dataclasses import replace

from hypothesis import strategies as st

from engine.model import Model, Table


@st.composite
def edited(draw: st.DrawFn, model: Model, other: Model, name: str) -> Model:
    """Draw an edit of *model*; *other* lends its rows and its figures."""
    table = model.tables[name]
    rows = list(table.rows)
    place = draw(st.integers(0, len(rows) - 1))
    donor = draw(st.sampled_from(other.tables[name].rows))
    edit = draw(
        st.sampled_from(
            ["remove", "insert", "replace", "swap", "cell", "outcome", "period", "figure", "default"]
        )
    )
    if edit == "figure":
        return replace(model, parameters=other.parameters)
    default = table.default
    match edit:
        case "remove":
            del rows[place]
        case "insert":
            rows.insert(place, replace(donor, id="neuve"))
        case "replace":
            rows[place] = replace(donor, id=rows[place].id)
        case "swap":
            last = draw(st.integers(0, len(rows) - 1))
            rows[place], rows[last] = rows[last], rows[place]
        case "cell":
            conditions = (*rows[place].conditions[1:], *donor.conditions[:1])
            rows[place] = replace(rows[place], conditions=conditions)
        case "outcome":
            rows[place] = replace(rows[place], outcomes=donor.outcomes)
        case "period":
            rows[place] = replace(rows[place], period=donor.period)
        case _:
            default = other.tables[name].default
    inputs = tuple(dict.fromkeys((*table.inputs, *other.tables[name].inputs)))
    changed: Table = replace(table, rows=tuple(rows), default=default, inputs=inputs)
    return replace(model, tables={name: changed})
