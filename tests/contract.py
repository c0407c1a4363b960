"""The documents in docs/api, and whether a request and its answer are as they say."""
import functools
import json
import pathlib
import re
import urllib.parse

import jsonschema_rs
import yaml

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "docs" / "api"
UNTOLD = {405}  # of every address; the documents say so once, in words


class Mismatch(AssertionError):
    """A call that is not as its document says."""


@functools.cache
def document(name):
    """The document with every reference replaced by what it names; none of them goes in circles."""
    whole = yaml.safe_load((FOLDER / f"{name}.yaml").read_text())

    def resolved(node):
        if isinstance(node, list):
            return [resolved(item) for item in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            return resolved(functools.reduce(lambda found, key: found[key], node["$ref"][2:].split("/"), whole))
        return {key: resolved(value) for key, value in node.items()}
    return resolved(whole)


NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))


@functools.cache
def operations():
    """Every call: (document, method, pattern of its path, template, what the document says)."""
    found = []
    for name in NAMES:
        base = document(name)["servers"][0]["url"]
        for template, item in document(name)["paths"].items():
            pattern = re.compile(re.sub(r"\\{\w+\\}", "([^/]+)", re.escape(base + template)))
            for method in item.keys() & {"get", "put", "post", "delete"}:
                told = item[method] | {"parameters": item.get("parameters", []) + item[method].get("parameters", [])}
                found.append((name, method.upper(), pattern, template, told))
    return sorted(found, key=lambda call: "{" in call[3])  # /images/callback is no {baseImageId}


@functools.cache
def _validator(schema):
    return jsonschema_rs.validator_for(json.loads(schema), validate_formats=True)


def problems(schema, value):
    """What is wrong with the value, field by field."""
    return [f"{'.'.join(map(str, error.instance_path)) or 'the value'}: {error.message[:300]}"
            for error in _validator(json.dumps(schema)).iter_errors(value)]


def _from_text(text, schema):
    """A parameter's text as the JSON its schema speaks of."""
    kind = schema.get("type")
    if kind == "array":
        return [_from_text(item, schema["items"]) for item in text.split(",")]
    if kind == "number" and re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text)
    return int(text) if kind == "integer" and re.fullmatch(r"-?\d+", text) else text


def _request_problems(told, request, query):
    parameters = {p["name"]: p["schema"] for p in told["parameters"] if p["in"] == "query"}
    for name, text in query:
        if name not in parameters:
            yield f"no parameter {name}"
        else:
            yield from (f"parameter {name}: {problem}"
                        for problem in problems(parameters[name], _from_text(text, parameters[name])))
    body = told.get("requestBody", {"content": {}})
    schema = body["content"].get("application/json", {}).get("schema")
    if "multipart/form-data" in body["content"] and request.headers.get("Content-Type", "").startswith("multipart/"):
        return
    if request.body and schema:
        yield from problems(schema, json.loads(request.body))
    elif body.get("required"):
        yield "no body"


def _answer_problems(told, answer):
    status = str(answer.status_code)
    if status not in told["responses"]:
        if answer.status_code not in UNTOLD:
            yield f"a status that is not documented; {', '.join(told['responses'])} are"
        return
    response = told["responses"][status]
    for name, header in response.get("headers", {}).items():
        if name in answer.headers:
            value = _from_text(answer.headers[name], header["schema"])
            yield from (f"header {name}: {problem}" for problem in problems(header["schema"], value))
        elif header.get("required"):
            yield f"no header {name}"
    content = response.get("content")
    if content:
        yield from problems(content["application/json"]["schema"], answer.json())
    elif answer.content:
        yield "a body where none is documented"


def check(answer):
    """Raises Mismatch when an answer of `requests` is not as documented, or was given to a request that is not."""
    request = answer.request
    path, _, query = request.path_url.partition("?")
    call = next((call for call in operations() if call[1] == request.method and call[2].fullmatch(path)), None)
    if call is None:
        if answer.status_code not in (404, 405):
            raise Mismatch(f"{request.method} {path} is answered {answer.status_code}, and no document has it")
        return
    name, method, _, template, told = call
    where = f"{method} {template} (docs/api/{name}.yaml)"
    wrong = [f"answer {answer.status_code}: {problem}" for problem in _answer_problems(told, answer)]
    if answer.ok:
        pairs = urllib.parse.parse_qsl(query, keep_blank_values=True)
        wrong += [f"request: {problem}" for problem in _request_problems(told, request, pairs)]
    if wrong:
        raise Mismatch("\n  ".join([where, *wrong[:10]]))
