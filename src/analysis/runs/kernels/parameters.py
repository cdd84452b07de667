"""Whether the parameters for a notebook are those that its parameters cell declares, in name and type.

A declaration is `year: int = 0`, or `year = 0  # type: int`; without a type, that of the default counts.
"""

import ast
from collections.abc import Iterable, Mapping
from typing import Any

from analysis.errors import DataError, Kind

TAG = "parameters"
_MEND = f"Die Zelle mit dem Tag „{TAG}“ berichtigen, oder was übergeben wird."


def check(notebook: str, cells: Iterable[Mapping[str, Any]], values: Mapping[str, Any]) -> None:
    """DataError where the notebook does not declare a parameter, or declares another type.

    `notebook` is its name; `cells` are those of its JSON; `values` maps parameters to what is to be passed.
    """
    declared = _declared(notebook, cells)
    for name, value in values.items():
        if name not in declared:
            known = f"vereinbart sind: {', '.join(declared)}" if declared else f"eine Zelle mit dem Tag „{TAG}“ fehlt"
            raise DataError(
                f"{notebook}: Der Parameter {name!r} ist dort nicht vereinbart; {known}. {_MEND}", kind=Kind.PARAMETERS
            )
        kind = declared[name]
        if kind is not None and not _fits(value, kind):
            raise DataError(
                f"{notebook}: Der Parameter {name!r} ist dort als {ast.unparse(kind)} vereinbart, übergeben wird "
                f"{value!r} ({type(value).__name__}). {_MEND}",
                kind=Kind.PARAMETERS,
            )


def _declared(notebook: str, cells: Iterable[Mapping[str, Any]]) -> dict[str, ast.expr | None]:
    """Parameter → its type (None: any), in order."""
    tagged = [cell for cell in cells if TAG in cell.get("metadata", {}).get("tags", ())]
    if len(tagged) > 1:
        # papermill fills in what is passed below the first: the second would undo it.
        raise DataError(
            f"{notebook}: {len(tagged)} Zellen tragen den Tag „{TAG}“; es darf nur eine sein.", kind=Kind.PARAMETERS
        )
    declared: dict[str, ast.expr | None] = {}
    try:
        for statement in ast.parse("".join("".join(cell["source"]) for cell in tagged), type_comments=True).body:
            match statement:
                case ast.AnnAssign(target=ast.Name(name), annotation=annotation):
                    declared[name] = annotation
                case ast.Assign(targets=[ast.Name(name)], value=default, type_comment=comment):
                    declared[name] = _parsed(comment) if comment else _kind(default)
    except (SyntaxError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise DataError(
            f"{notebook}: Die Zelle mit dem Tag „{TAG}“ ist nicht lesbar ({reason}).", kind=Kind.PARAMETERS
        ) from None
    return declared


def _kind(default: ast.expr) -> ast.expr | None:
    try:
        value = ast.literal_eval(default)
    except ValueError:
        return None
    return None if value is None else ast.Name(type(value).__name__)


def _fits(value: Any, kind: ast.expr) -> bool:
    match kind:
        case ast.Constant(value=None):
            return value is None
        case ast.Constant(value=str(quoted)):
            return _fits(value, _parsed(quoted))
        case ast.Name("Any"):
            return True
        case ast.Name("float"):
            return type(value) in (float, int)
        case ast.Name(name):
            return type(value).__name__ == name
        case ast.Attribute(attr=name):
            return _fits(value, ast.Name(name))
        case ast.BinOp(left, ast.BitOr(), right):
            return _fits(value, left) or _fits(value, right)
        case ast.Subscript(ast.Name(name) | ast.Attribute(attr=name), of):
            return _fits_generic(value, name, of.elts if isinstance(of, ast.Tuple) else [of])
    return False


def _fits_generic(value: Any, name: str, of: list[ast.expr]) -> bool:
    match name.lower():
        case "optional":
            return value is None or _fits(value, of[0])
        case "union":
            return any(_fits(value, kind) for kind in of)
        case "literal":
            return any(
                isinstance(one, ast.Constant) and (value, type(value)) == (one.value, type(one.value)) for one in of
            )
        case "list":
            return isinstance(value, list) and all(_fits(one, of[0]) for one in value)
        case "dict":
            return isinstance(value, dict) and all(_fits(k, of[0]) and _fits(v, of[1]) for k, v in value.items())
    return False


def _parsed(annotation: str) -> ast.expr:
    return ast.parse(annotation.strip(), mode="eval").body
