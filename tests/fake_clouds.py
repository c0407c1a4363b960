"""AWS, Heroku, a container registry and OpenTofu, as far as the scripts of deploy/pipeline ask them: a directory of JSON
files that they change, behind commands with the names of the real ones."""
import json
import os
import pathlib
import re
import shutil
import stat
import subprocess
import sys

ROOT = pathlib.Path(__file__).parent.parent
FUNCTIONS = ["content", "search", "imaging", "logdrain", "migrate"]
APPS = ["gateway", "gallery", "studio"]
RELEASES_A_PAGE = 200  # of Heroku's lists, the oldest first


class Clouds:
    """An environment `staging` that runs release 1, with release 2 laid ready."""

    def __init__(self, directory):
        self.world = directory / "world"
        self.place = directory / "repository"  # the scripts write build/ beside them
        shutil.copytree(ROOT / "deploy/pipeline", self.place / "deploy/pipeline")
        (self.place / "build").mkdir()
        (self.place / "deploy/terraform/environments/staging").mkdir(parents=True)
        (self.place / "build/images.json").write_text(json.dumps({"apps": {app: f"registry/copper/{app}@2" for app in APPS}}))
        self.world.mkdir()
        commands = directory / "commands"
        commands.mkdir()
        for name in ("aws", "curl", "docker", "git", "tofu"):
            (commands / name).write_text(f"#!{sys.executable} -S\nimport sys\nsys.path.insert(0, {str(ROOT / 'tests')!r})\n"
                                         f"import fake_clouds\nfake_clouds.{name}(sys.argv[1:])\n")
            (commands / name).chmod(stat.S_IRWXU)
        self.environment = {"PATH": f"{commands}:{os.environ['PATH']}", "WORLD": str(self.world), "STATE_BUCKET": "states",
                            "STATE_KEY_ARN": "key", "AWS_REGION": "eu-north-1", "HEROKU_REGISTRY": "registry.test", "HEROKU_API_KEY": "k",
                            "SMOKE_TRIES": "1", "SMOKE_PAUSE": "0"}
        self.set("aliases", {f"copper-staging-{name}": "1" for name in FUNCTIONS})
        for app in APPS:  # more than fit a page, the last one being the current
            self.set(app, [{"id": f"{app}-{n}", "version": n, "status": "succeeded", "current": n == 300, "image": f"{app}@{n // 300}"}
                           for n in range(1, 301)])

    def set(self, name, value):
        (self.world / f"{name}.json").write_text(json.dumps(value))

    def get(self, name):
        return read(self.world, name)

    def run(self, script, *arguments, **environment):
        return subprocess.run([self.place / "deploy/pipeline" / script, *arguments], env=self.environment | environment,
                              capture_output=True, text=True, timeout=60)

    def running(self):
        """Function or app to the release it runs."""
        functions = {name.removeprefix("copper-staging-"): version for name, version in self.get("aliases").items()}
        return functions | {app: next(one["image"] for one in self.get(app) if one["current"]).split("@")[1] for app in APPS}

    def calls(self):
        return (self.world / "calls").read_text().splitlines()


# The commands: each runs in a process of its own --------------------------------------------------------------------------

def read(world, name):
    path = world / f"{name}.json"
    return json.loads(path.read_text()) if path.exists() else {}


def begun(command, arguments):
    world = pathlib.Path(os.environ["WORLD"])
    with (world / "calls").open("a") as calls:
        calls.write(" ".join([command, *arguments]).replace("\n", " ") + "\n")
    return world


def write(world, name, value):
    (world / f"{name}.json").write_text(json.dumps(value))


def after(arguments, option):
    return arguments[arguments.index(option) + 1]


def aws(arguments):
    world = begun("aws", arguments)
    aliases, images = read(world, "aliases"), read(world, "images")
    match arguments[:2]:
        case ["ecr", "get-login-password"]:
            print("password")
        case ["ecr", "describe-repositories"]:
            print("registry/copper/content")
        case ["ecr", "describe-images"]:
            name = after(arguments, "--repository-name").removeprefix("copper/")
            sys.exit(254) if name not in images else print(images[name])
        case ["lambda", "get-alias"]:
            print(aliases[after(arguments, "--function-name")])
        case ["lambda", "update-alias"]:
            write(world, "aliases", aliases | {after(arguments, "--function-name"): after(arguments, "--function-version")})
        case ["lambda", "invoke"]:
            pathlib.Path(arguments[-1]).write_text('{"errorMessage": "no column"}' if "MIGRATION_FAILS" in os.environ else "{}")
            print('{"FunctionError": "Unhandled"}' if "MIGRATION_FAILS" in os.environ else '{"StatusCode": 200}')
        case ["s3", "cp"]:
            source, target = ((world / place.replace("/", "_") if place.startswith("s3://") else place) for place in arguments[2:4])
            content = sys.stdin.buffer.read() if source == "-" else pathlib.Path(source).read_bytes()
            sys.stdout.buffer.write(content) if target == "-" else pathlib.Path(target).write_bytes(content)
        case ["sts", "assume-role-with-web-identity"]:
            token = pathlib.Path(after(arguments, "--web-identity-token").removeprefix("file://")).read_text()
            print(json.dumps({"Credentials": {"AccessKeyId": "id", "SecretAccessKey": f"secret of {token}", "SessionToken": "session"}}))
        case ["lambda", "wait"]:
            pass
        case _:
            sys.exit(f"aws does not know {arguments}")


def tofu(arguments):
    begun("tofu", arguments)
    directory = pathlib.Path(arguments[0].removeprefix("-chdir="))
    if "init" in arguments:
        (directory / ".terraform.lock.hcl").touch()
    elif "plan" in arguments:
        (directory / arguments[-1].removeprefix("-out=")).write_text("to be applied")
        print("1 to change")
    elif "apply" in arguments:
        print((directory / arguments[-1]).read_text())
    elif "output" in arguments:
        print(json.dumps({"functions": {name: {"name": f"copper-staging-{name}", "version": "2"} for name in FUNCTIONS},
                          "apps": {app: app for app in APPS}, "urls": {app: f"https://{app}.test" for app in APPS}}))


def git(_arguments):
    print("c0ffee")


def docker(arguments):
    world = begun("docker", arguments)
    match arguments[0]:
        case "login":
            sys.stdin.read()
        case "tag":
            write(world, "tags", read(world, "tags") | {arguments[2]: arguments[1]})
        case "inspect":
            print(read(world, "tags")[arguments[-1]])
        case "push" if "/copper/" in arguments[-1]:
            name = arguments[-1].split("/copper/")[1].split(":")[0]
            write(world, "images", read(world, "images") | {name: "sha256:1"})


def curl(arguments):
    world = begun("curl", arguments)
    url = next(argument for argument in arguments if argument.startswith("https://"))
    if url.startswith("https://api.heroku.com/"):
        print(json.dumps(heroku(world, url, arguments)))
    elif url.startswith("https://token.test"):
        print('{"value": "token"}')
    else:
        pathlib.Path(after(arguments, "--output")).write_text('"galleries" "hits" UNAUTHORIZED <main lang="da"')
        away = os.environ.get("AWAY", "nobody") in url
        print("503" if away else "401" if "/artist/" in url else "200", end="")


def heroku(world, url, arguments):
    app, what = re.fullmatch(r"https://api\.heroku\.com/apps/(\w+)/(\w+)", url).groups()
    releases = read(world, app)
    match after(arguments, "--request"), what:
        case "GET", "releases":
            newest = "Range: version ..; order=desc, max=20" in arguments
            return releases[:-21:-1] if newest else releases[:RELEASES_A_PAGE]
        case "PATCH", "formation":
            image = json.loads(after(arguments, "--data"))["updates"][0]["docker_image"].removeprefix("registry/copper/")
        case "POST", "releases":
            wanted = json.loads(after(arguments, "--data"))["release"]
            image = next(one["image"] for one in releases if one["id"] == wanted)
    number = len(releases) + 1
    write(world, app, [one | {"current": False} for one in releases] +
          [{"id": f"{app}-{number}", "version": number, "status": "succeeded", "current": True, "image": image}])
    return {}
