"""Terraform's files read offline: what they say, and what the providers' schemas allow them to say. Terraform itself
cannot tell without downloading the providers; their schemas come with packages of npm and PyPI."""
import ast
import functools
import json
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).parent.parent
TERRAFORM = ROOT / "deploy/terraform"
LINT = ROOT / "deploy/lint"

META = {"count", "for_each", "depends_on", "lifecycle", "provider", "provisioner", "connection"}


@functools.cache
def directories():
    """Directory to what is declared there: {"variable": {name: body}, "resource": {"type.name": body}, …}."""
    out = subprocess.run(["node", LINT / "hcl2json.mjs", TERRAFORM], capture_output=True, text=True, check=True).stdout
    found = {}
    for path, content in json.loads(out).items():
        into = found.setdefault(pathlib.Path(path).parent.relative_to(TERRAFORM), {"files": {}})
        into["files"][pathlib.Path(path).name] = content
        for kind, declared in content.items():
            entries = into.setdefault(kind, {})
            if kind in ("resource", "data", "ephemeral"):
                for type_name, named in declared.items():
                    entries.update({f"{type_name}.{name}": body[0] for name, body in named.items()})
            elif kind == "locals":
                for body in declared:
                    entries.update(body)
            elif kind == "terraform":
                entries.setdefault("blocks", []).extend(declared)
            elif kind == "provider":
                entries.update(declared)
            else:
                entries.update({name: body[0] for name, body in declared.items()})
    return found


def strings(value):
    if isinstance(value, dict):
        for key, below in value.items():
            yield str(key)
            yield from strings(below)
    elif isinstance(value, list):
        for below in value:
            yield from strings(below)
    elif isinstance(value, str):
        yield value


class Block:
    """What one kind of block may hold: argument to (required, Block or None)."""

    def __init__(self, arguments, attributes=()):
        self.arguments = arguments
        self.attributes = set(arguments) | set(attributes)  # what others may read of it

    def complaints(self, body, where):
        given = dict(body)
        for dynamic in given.pop("dynamic", {}).items() if isinstance(given.get("dynamic"), dict) else ():
            given[dynamic[0]] = [content for one in dynamic[1] for content in one["content"]]
        for name in given.keys() - META - self.arguments.keys():
            yield f"{where}: there is no {name}"
        for name, (required, below) in self.arguments.items():
            if name not in given and required:
                yield f"{where}: {name} is missing"
            for one in given.get(name) or [] if below and isinstance(given.get(name), list) else []:
                if isinstance(one, dict):
                    yield from below.complaints(one, f"{where}.{name}")


PACKAGES = {"aws": "@cdktn/provider-aws", "random": "@cdktn/provider-random"}
MEMBER = re.compile(r"#(\w+) \w+#\w+\}(?:(?!\*/).)*\*/\s*readonly \w+(\??): ([^;]+);", re.S)
INTERFACE = re.compile(r"export interface (\w+)(?: extends [^{]+)? \{(.*?)\n\}", re.S)


def snake(name):
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


@functools.cache
def schema(kind, type_name):
    """The Block of a `resource`, `data` or `ephemeral` type; None when the provider has no such type."""
    provider, _, rest = type_name.partition("_")
    return heroku_schema(kind, rest) if provider == "heroku" else npm_schema(kind, provider, type_name)


def npm_schema(kind, provider, type_name):
    prefix = {"resource": "", "data": f"data-{provider}-", "ephemeral": f"ephemeral-{provider}-"}[kind]
    name = type_name.removeprefix(f"{provider}_").replace("_", "-")
    folder = LINT / "node_modules" / PACKAGES[provider] / "lib" / (prefix + name)
    if not folder.is_dir():
        return None
    text = "".join(path.read_text() for path in sorted(folder.glob("**/*.d.ts")))
    assert f'"{type_name}"' in text, f"{folder} is not about {type_name}"
    interfaces = {name: MEMBER.findall(body) for name, body in INTERFACE.findall(text)}

    def block(interface):
        return Block({name: (not optional, block(found.group(0)) if (found := re.match(r"\w+", kind)) and
                             found.group(0) in interfaces else None)
                      for name, optional, kind in interfaces[interface]})

    top = next(name for name in re.findall(r"export interface (\w+) extends cdktn\.Terraform(?:Ephemeral)?MetaArguments", text))
    result = block(top)
    owner = text[text.index("extends cdktn.Terraform", text.index("export declare class " + top.removesuffix("Config"))):]
    result.attributes |= {snake(name) for name in re.findall(r"get (\w+)\(\)", owner)}
    result.readers = {re.sub("_", "", name) for name in result.attributes}
    return result


def heroku_schema(kind, rest):
    """From the classes that another tool's package makes of the same provider."""
    package = next(LINT.glob(".venv/lib/python3*/site-packages/pulumiverse_heroku"))
    for path in package.glob("*/*.py"):
        where = "" if path.parent.name == path.stem else f"{path.parent.name}_"
        if kind == "resource" and (where + path.stem == rest or path.stem == rest):
            return heroku_block(ast.parse(path.read_text()), path)
        if kind == "data" and path.stem.startswith("get_") and f"{path.parent.name}_{path.stem[4:]}" in (rest, f"{rest}_{rest}"):
            tree = ast.parse(path.read_text())
            function = next(n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == path.stem)
            arguments = [a.arg for a in function.args.args if a.arg != "opts"]
            result = next(n for n in tree.body if isinstance(n, ast.ClassDef) and n.name.endswith("Result"))
            return Block({name: (i < len(arguments) - len(function.args.defaults) + 1, None) for i, name in enumerate(arguments)},
                         [n.name for n in result.body if isinstance(n, ast.FunctionDef)])
    return None


def heroku_block(tree, path):
    classes = [n for n in tree.body if isinstance(n, ast.ClassDef)]
    return Block(heroku_arguments(classes[0], path),
                 [n.name for c in classes[-1:] for n in c.body if isinstance(n, ast.FunctionDef)] + ["id"])


def heroku_arguments(declared, path):
    initial = next(n for n in declared.body if isinstance(n, ast.FunctionDef) and n.name == "__init__")
    inputs = path.parent / "_inputs.py"
    nested = {n.name: n for n in ast.parse(inputs.read_text()).body if isinstance(n, ast.ClassDef)} if inputs.exists() else {}
    arguments = {}
    for argument, default in zip(initial.args.kwonlyargs, initial.args.kw_defaults):
        below = next((nested[name] for name in re.findall(r"(\w+Args)\b", ast.unparse(argument.annotation)) if name in nested), None)
        name = argument.arg.removesuffix("s") if below else argument.arg  # lists are called by what they are lists of
        arguments[name] = (default is None, Block(heroku_arguments(below, path)) if below else None)
    return arguments
