"""What a role may do: statements evaluated as IAM does it, as far as the templates use it (no denials)."""

import re


def listed(value):
    return value if isinstance(value, list) else [value]


def matches(pattern, text):
    """`*` and `?` as in IAM."""
    form = "".join(".*" if letter == "*" else "." if letter == "?" else re.escape(letter) for letter in pattern)
    return re.fullmatch(form, text, re.DOTALL) is not None


def holds(conditions, context):
    for operator, fields in conditions.items():
        if operator not in ("StringLike", "StringEquals"):
            raise NotImplementedError(operator)
        for key, wanted in fields.items():
            value = context.get(key)
            if value is None or not any(matches(want, value) if operator == "StringLike" else want == value for want in listed(wanted)):
                return False
    return True


def allows(statement, action, resource, context):
    return (
        statement["Effect"] == "Allow" and action in listed(statement["Action"])
        and any(matches(pattern, resource) for pattern in listed(statement["Resource"]))
        and holds(statement.get("Condition", {}), context))


def may(statements, action, resource, context=None):
    return any(allows(statement, action, resource, context or {}) for statement in statements)
