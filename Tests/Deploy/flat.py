"""A template with all that are nested in it as one, in which nothing is left to decide: for an emulator that knows no
outputs of nested stacks. Names of resources begin with the places of their stacks."""

from cloudformation import NO_VALUE, Stack, Tree


def joined(parts):
    """Text of strings and of references, as CloudFormation takes it."""
    whole = []
    for part in parts:
        inner = part["Fn::Join"][1] if isinstance(part, dict) and "Fn::Join" in part else [part]
        for piece in inner:
            if isinstance(piece, str) and whole and isinstance(whole[-1], str):
                whole[-1] += piece
            elif piece != "":
                whole.append(piece)
    return {"Fn::Join": ["", whole]} if len(whole) > 1 else whole[0] if whole else ""


def split(text):
    """Such text at its commas."""
    parts = text["Fn::Join"][1] if isinstance(text, dict) and "Fn::Join" in text else [text]
    items = [[]]
    for part in parts:
        pieces = part.split(",") if isinstance(part, str) else [part]
        items[-1].append(pieces[0])
        items += [[piece] for piece in pieces[1:]]
    return [joined(item) for item in items]


class FlatStack(Stack):
    """One whose resources refer to others by name, but for those that the emulator does not make."""

    skipped = frozenset()

    def ref(self, name):
        if name in self.parameters:
            kind = self.template["Parameters"][name]["Type"]
            if kind == "CommaDelimitedList" or kind.startswith("List<"):
                return split(self.parameters[name])
        return super().ref(name)

    def attribute(self, name, attribute):
        kind = self.template["Resources"][name]["Type"]
        if kind in self.skipped or kind == "AWS::CloudFormation::Stack":
            return super().attribute(name, attribute)
        return {"Ref": self.place + name} if attribute == "Ref" else {"Fn::GetAtt": [self.place + name, attribute]}

    def substitute(self, text, values):
        return joined(self.pieces(text, values))

    def call(self, function, argument):
        if function != "Join":
            return super().call(function, argument)
        separator, items = argument
        parts = [piece for item in self.resolve(items) for piece in (separator, item)]
        return joined(parts[1:])


def flat(file, parameters, skipped):
    class Kind(FlatStack):
        pass

    Kind.skipped = frozenset(skipped)
    tree = Tree(file, parameters, kind=Kind)
    resources = {}
    for stack in tree.stacks.values():
        for name, resource in stack.resources.items():
            if resource["Type"] == "AWS::CloudFormation::Stack":
                continue
            made = {key: value for key, value in resource.items() if key not in ("Condition", "DependsOn")}
            if "DependsOn" in resource:
                made["DependsOn"] = stack.place + resource["DependsOn"]
            resources[stack.place + name] = made
    outputs = {name: {"Value": value} for name, value in tree.outputs.items() if value is not NO_VALUE}
    return {"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources, "Outputs": outputs}
