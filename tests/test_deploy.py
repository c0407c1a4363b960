"""What will be deployed, as far as it can be judged without an account anywhere: every argument against the providers'
schemas, every reference, every policy, every key of every program's configuration, every job of the pipeline."""
import fnmatch
import json
import os
import pathlib
import re
import subprocess
import sys
import tomllib

import pytest
import yaml

import terraform
from terraform import LINT, ROOT, directories, strings

ENVIRONMENTS = ["dev", "staging", "prod"]
TOOLS = LINT / ".venv/bin"


def complaints_of(*command, **options):
    """What a linter says; nothing when it is content."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, **options)
    return "" if done.returncode == 0 else done.stdout + done.stderr or f"exit status {done.returncode}"


# Terraform ------------------------------------------------------------------------------------------------------------

def test_every_argument_is_one_that_the_providers_know():
    complaints = []
    for directory, declared in directories().items():
        for kind in ("resource", "data", "ephemeral"):
            for name, body in declared.get(kind, {}).items():
                known = terraform.schema(kind, name.split(".")[0])
                where = f"{directory}: {kind} {name}"
                complaints += known.complaints(body, where) if known else [f"{where}: there is no such type"]
    assert complaints == []


def test_the_schemas_are_strict():
    bucket = terraform.schema("resource", "aws_s3_bucket_versioning")
    assert list(bucket.complaints({"bucket": "b", "versioning_configuration": [{"state": "Enabled"}]}, "x")) == \
        ["x.versioning_configuration: there is no state", "x.versioning_configuration: status is missing"]
    assert list(terraform.schema("resource", "heroku_drain").complaints({"sensitive_url": "u", "appid": "a"}, "x")) == \
        ["x: there is no appid", "x: app_id is missing"]
    assert terraform.schema("resource", "aws_s3_bukket") is None


def without_indices(text):
    return re.sub(r"(?<=[\w\])])\[[^\[\]]*\]", "", text)


def references(declared):
    """Everything that is referred to in one directory: ("var", name), ("local", name), ("module", name, output),
    ("data", type, name, attribute), ("ephemeral", …), (type, name, attribute)."""
    inside = {"var", "local", "module", "data", "ephemeral"}
    for text in strings(declared["files"]):
        code = "".join(re.findall(r"\$\{.*\}", text, re.S))
        for match in re.finditer(r"(?<![\w.\"$/:-])(\w+)((?:\.[a-z_]\w*)+)", code + " " + without_indices(code)):
            head, rest = match.group(1), match.group(2)[1:].split(".")
            if head in inside or re.match(r"(aws|heroku|random)_", head):
                yield (head, *rest)


def test_every_reference_resolves():
    complaints = []
    for directory, declared in directories().items():
        for head, *rest in references(declared):
            name = ".".join([head, *rest])
            if head == "var":
                good = rest[0] in declared.get("variable", {})
            elif head == "local":
                good = rest[0] in declared.get("locals", {})
            elif head == "module":
                module = declared.get("module", {}).get(rest[0])
                source = module and directories()[pathlib.Path(os.path.normpath(directory / module["source"]))]
                good = bool(module) and (len(rest) < 2 or rest[1] in source["output"])
            else:
                kind, path = (head, rest) if head in ("data", "ephemeral") else ("resource", [head, *rest])
                good = ".".join(path[:2]) in declared.get(kind, {})
                if good and len(path) > 2:
                    known = terraform.schema(kind, path[0])
                    readable = getattr(known, "readers", None)
                    good = path[2].replace("_", "") in readable if readable else path[2] in known.attributes
            if not good:
                complaints.append(f"{directory}: {name}")
    assert sorted(set(complaints)) == []


def test_modules_are_given_what_they_need_and_use_what_they_are_given():
    complaints = []
    for directory, declared in directories().items():
        for name, call in declared.get("module", {}).items():
            variables = directories()[pathlib.Path(os.path.normpath(directory / call["source"]))].get("variable", {})
            given = call.keys() - {"source", "for_each", "count", "depends_on", "providers"}
            complaints += [f"{directory}: module {name} knows no {key}" for key in given - variables.keys()]
            complaints += [f"{directory}: module {name} needs {key}" for key, body in variables.items()
                           if key not in given and "default" not in body]
        used = set(references(declared))
        for kind, head in (("variable", "var"), ("locals", "local")):
            complaints += [f"{directory}: nobody uses {head}.{name}" for name in declared.get(kind, {})
                           if not any(reference[:2] == (head, name) for reference in used)]
        complaints += [f"{directory}: variable {name} has no description" for name, body in declared.get("variable", {}).items()
                       if "description" not in body or "type" not in body]
    assert complaints == []


def test_outputs_of_modules_are_used():
    used = {directory: "" for directory in directories()}
    for directory, declared in directories().items():
        text = " ".join(strings(declared["files"]))
        for name, call in declared.get("module", {}).items():
            used[pathlib.Path(os.path.normpath(directory / call["source"]))] += text
    assert [f"{directory}: output {name}" for directory, declared in directories().items()
            if directory.parts[0] == "modules" for name in declared.get("output", {})
            if not re.search(rf"\w(\[[^\[\]]+\])?\.{name}\b", used[directory])] == []


def test_the_buckets_are_three_and_private_encrypted_and_versioned():
    storage = directories()[pathlib.Path("modules/storage")]
    assert storage["locals"]["buckets"].keys() == {"temporary", "images", "backups"}
    resources = storage["resource"]
    for kind in ("public_access_block", "versioning", "server_side_encryption_configuration", "ownership_controls", "policy"):
        assert resources[f"aws_s3_bucket_{kind}.this"]["for_each"] == "${aws_s3_bucket.this}"
    closed = resources["aws_s3_bucket_public_access_block.this"]
    assert all(closed[key] is True for key in ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"))
    assert resources["aws_s3_bucket_versioning.this"]["versioning_configuration"] == [{"status": "Enabled"}]
    rules = resources["aws_s3_bucket_lifecycle_configuration.this"]["rule"]
    assert any("abort_incomplete_multipart_upload" in rule for rule in rules)
    published = storage["data"]["aws_iam_policy_document.this"]["dynamic"]["statement"][0]["content"][0]
    assert published["resources"] == ["${each.value.arn}/public/*"]


def test_no_secret_comes_into_the_state_but_the_drains():
    made = [name for declared in directories().values() for name in declared.get("resource", {})
            if name.split(".")[0] in ("random_password", "aws_iam_access_key", "aws_secretsmanager_secret_version", "tls_private_key")]
    assert made == ["random_password.drain"]
    database = directories()[pathlib.Path("modules/database")]
    assert "password_wo" in database["resource"]["aws_db_instance.this"]
    assert database["variable"]["password"]["ephemeral"] is True
    for name in ENVIRONMENTS:
        heroku = directories()[pathlib.Path("environments") / name]["provider"]["heroku"]
        assert heroku == [{"customizations": [{"set_app_all_config_vars_in_state": False}]}]


def test_states_are_remote_encrypted_and_locked():
    for root in [pathlib.Path("account"), *(pathlib.Path("environments") / name for name in ENVIRONMENTS)]:
        backend = directories()[root]["files"]["versions.tf"]["terraform"][0]["backend"]["s3"][0]
        assert backend == {"key": f"{root.name}/terraform.tfstate", "encrypt": True, "use_lockfile": True}


def test_policies_hold():
    assert not complaints_of(TOOLS / "checkov", "--config-file", LINT / "checkov.yaml", cwd=ROOT,
                             env=os.environ | {"CHECKOV_RUN_SCA_PACKAGE_SCAN": "false"})


# Configuration --------------------------------------------------------------------------------------------------------

READS = re.compile(r'(?:config\.(?:find|text|required|integer|flag)|\w+_from|service_upstream)\((?:config, )?"([A-Z][A-Z0-9_]+)"')
NEEDS = re.compile(r'(?:config\.required|address_from|service_upstream)\((?:config, )?"([A-Z][A-Z0-9_]+)"')


def sources_of(program):
    """The program's own files, and those of hosts/ that it includes."""
    todo, seen = list((ROOT / "hosts" / program).glob("*.cc")), set()
    while todo:
        path = todo.pop()
        if path in seen or not path.exists():
            continue
        seen.add(path)
        for header in re.findall(r'#include "((?:hosts|platform/mail)/[^"]+)\.h"', path.read_text()):
            todo += [ROOT / f"{header}.cc", ROOT / f"{header}.h"]
    return seen


def keys_read(program):
    keys = {f"COPPER_{key}" for path in sources_of(program) for key in READS.findall(path.read_text())}
    if any(path.name == "storage.cc" for path in sources_of(program)):
        keys |= {f"COPPER_{key}" for key in re.findall(r'"(S3_[A-Z_]+)"', (ROOT / "hosts/storage.cc").read_text())}
    return keys


def keys_needed(program):
    return {f"COPPER_{key}" for path in (ROOT / "hosts" / program).glob("*.cc") for key in NEEDS.findall(path.read_text())}


def configured():
    """Program to the keys that Terraform gives it, secrets included."""
    given = directories()[pathlib.Path("gallery")]["locals"]

    def keys(expression):
        named = set(re.findall(r"\b(COPPER_[A-Z0-9_]+)\b", expression))
        for name in re.findall(r"\blocal\.(\w+)", expression):
            if isinstance(given.get(name), dict):
                named |= {key for key in given[name] if key.startswith("COPPER_")}
        return named

    return {program: (keys(json.dumps(value)) | set(given["secrets"][program]))
            for program, value in given["configuration"].items()}


PROGRAMS = [path.parent.name for path in sorted((ROOT / "hosts").glob("*/main.cc")) if path.parent.name != "copper"]


def test_every_program_is_configured():
    assert set(PROGRAMS) <= configured().keys()


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_is_told_what_it_reads_and_nothing_else(program):
    given = {key for key in configured()[program] if key.startswith("COPPER_")}
    assert given - keys_read(program) == set(), "given, but never read"
    assert keys_needed(program) - given == set(), "needed, but not given"


def test_packages_and_images_are_made_of_the_same_programs():
    named = " ".join(re.findall(r"^for name in (.*); do \[ ! -d \"hosts/", (ROOT / "dev").read_text(), re.M)).split()
    targets = set(re.findall(r"^FROM (?:function|app) AS (\w+)$", (ROOT / "deploy/containers/Dockerfile").read_text(), re.M))
    images = directories()[pathlib.Path("account")]["module"]["ci"]["images"]
    assert set(images) == targets == configured().keys() == set(named)
    assert set(PROGRAMS) <= targets


def test_a_function_has_an_entry_point_and_an_app_a_command():
    """Heroku takes no image without a CMD, and Debian's own would be a shell."""
    stages = dict(re.findall(r"^FROM \S+ AS (\w+)\n(.*?)(?=^FROM|\Z)", (ROOT / "deploy/containers/Dockerfile").read_text(), re.M | re.S))
    started = {name: re.findall(r'^(?:CMD|ENTRYPOINT) .*$', stages[name], re.M) for name in ("function", "app")}
    assert started == {"function": ['ENTRYPOINT ["/var/task/bootstrap"]'], "app": ['CMD ["/var/task/bootstrap"]']}


# The pipeline ---------------------------------------------------------------------------------------------------------

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
SCRIPTS = [*sorted(path for path in (ROOT / "deploy/pipeline").iterdir() if path.suffix != ".md"), ROOT / "deploy/lambda/package", ROOT / "dev"]


def workflow(name):
    return yaml.safe_load((ROOT / f".github/workflows/{name}.yml").read_text())


def steps():
    for path in WORKFLOWS:
        for job in yaml.safe_load(path.read_text())["jobs"].values():
            yield from job.get("steps", [])


def test_workflows_have_the_form_that_github_reads():
    assert not complaints_of(TOOLS / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", *WORKFLOWS)


def test_workflows_are_safe():
    """Permissions, pinned actions, no text of strangers in scripts."""
    assert not complaints_of(TOOLS / "zizmor", "--offline", "--no-progress", "--min-severity", "medium", *WORKFLOWS)


def test_scripts_hold():
    assert not complaints_of(TOOLS / "shellcheck", "--external-sources", *SCRIPTS, cwd=ROOT)
    for step in steps():
        if "run" in step:
            assert not complaints_of(TOOLS / "shellcheck", "--shell=bash", "-", input="set -e\n" + step["run"])


def test_workflows_call_scripts_that_there_are():
    called = {name for step in steps() for name in re.findall(r"deploy/pipeline/[\w-]+", step.get("run", ""))}
    assert {"deploy/pipeline/push", "deploy/pipeline/release", "deploy/pipeline/rollback"} <= called
    for name in called:
        assert os.access(ROOT / name, os.X_OK), name


def test_scripts_read_outputs_that_there_are():
    text = "".join(without_comments(path) for path in SCRIPTS if path.parent.name == "pipeline")
    read = {key for line in re.findall(r'.*(?:<<<"\$told"|outputs "\$\w+" \|).*', text) for key in re.findall(r"jq[^.]*\.(\w+)", line)}
    assert {"functions", "apps", "urls", "heroku_user"} <= read <= directories()[pathlib.Path("gallery")]["output"].keys()
    for name in ENVIRONMENTS:
        assert directories()[pathlib.Path("environments") / name]["output"]["gallery"]["value"] == "${module.gallery}"


NEEDED = {"ecr get-login-password": ["ecr:GetAuthorizationToken"], "lambda invoke": ["lambda:InvokeFunction"],
          "lambda wait": ["lambda:GetFunction"], "s3 cp": ["s3:GetObject", "s3:PutObject"],
          "sts assume-role-with-web-identity": []}  # what a call of the AWS command line is not named after


def actions_of(script):
    """The actions that a script of the pipeline needs, with those of what it calls."""
    shared = without_comments(ROOT / "deploy/pipeline/common.sh")
    text = without_comments(ROOT / "deploy/pipeline" / script)
    text += "".join(body for name, body in re.findall(r"^(\w+)\(\) \{(.*?)\}$", shared, re.M | re.S) if re.search(rf"\b{name} ", text))
    actions = set()
    for service, verb in re.findall(r"\baws ([a-z0-9]+) ([a-z][a-z0-9-]+)", text):
        named = f"{service}:" + "".join(word.capitalize() for word in verb.split("-"))
        actions |= set(NEEDED.get(f"{service} {verb}", [named]))
    return actions.union(*map(actions_of, re.findall(r"deploy/pipeline/([\w-]+)", text)))


def without_comments(path):
    return re.sub(r"^\s*#.*$", "", path.read_text(), flags=re.M)


def allowed(role):
    ci = directories()[pathlib.Path("modules/ci")]
    patterns = [action for statement in ci["data"][f"aws_iam_policy_document.{role}"]["statement"] if statement.get("effect") != "Deny"
                for action in statement["actions"] if isinstance(statement["actions"], list)]
    return patterns + {"apply": [f"{service}:*" for service in ci["locals"]["services"]], "plan": ["s3:Get*"]}.get(role, [])  # ReadOnlyAccess


def test_a_job_may_do_what_its_scripts_do():
    used, refused = set(), []
    for path in WORKFLOWS:
        for name, job in yaml.safe_load(path.read_text())["jobs"].items():
            text = json.dumps(job)
            role = next((role for role in ("publish", "plan", "apply") if f"vars.CI_ROLE_{role.upper()}" in text), None)
            actions = set().union(*map(actions_of, re.findall(r"deploy/pipeline/([\w-]+)", text)))
            used |= {(role, action) for action in actions}
            refused += [f"{path.name}, {name}: {action}" for action in actions
                        if not role or not any(fnmatch.fnmatchcase(action, pattern) for pattern in allowed(role))]
    assert {("publish", "ecr:DescribeRepositories"), ("apply", "lambda:UpdateAlias")} <= used
    assert sorted(refused) == []


def test_a_job_is_its_role_as_long_as_the_role_allows():
    asked = re.search(r"--duration-seconds (\d+)", (ROOT / "deploy/pipeline/aws-login").read_text()).group(1)
    assert directories()[pathlib.Path("modules/ci")]["resource"]["aws_iam_role.this"]["max_session_duration"] == int(asked)


def test_an_environments_role_is_kept_out_of_the_others():
    statements = directories()[pathlib.Path("modules/ci")]["data"]["aws_iam_policy_document.apply"]["statement"]
    denied = {statement["sid"]: statement for statement in statements if statement.get("effect") == "Deny"}
    assert 'setsubtract(concat(var.environments, ["account"]), [each.key])' in denied["NotTheOtherStates"]["resources"]
    closed = denied["NotTheOtherEnvironments"]
    assert closed["actions"] == ["lambda:*", "logs:*", "rds:*", "s3:*", "sqs:*", "ssm:*"]
    for service in (action.removesuffix(":*") for action in closed["actions"]):
        assert f"arn:aws:{service}:" in closed["resources"], service
    assert "setsubtract(var.environments, [each.key])" in closed["resources"]


def test_a_release_migrates_first_and_goes_back_when_the_smoke_test_fails():
    lines = [line.strip() for line in (ROOT / "deploy/pipeline/release").read_text().splitlines()]
    order = ['deploy/pipeline/remember "$environment"', "migrate", "trap go_back ERR",
             'for name in "${FUNCTIONS[@]}"; do release_function "$name"; done',
             'for name in "${APPS[@]}"; do release_app "$name"; done', 'deploy/pipeline/smoke "$environment"']
    assert [line for line in lines if line in order] == order


def test_production_waits_for_staging_and_an_approval():
    deploy, staging, environment = (workflow(name)["jobs"] for name in ("deploy", "staging", "environment"))
    assert staging["images"]["needs"] == "check" and staging["release"]["needs"] == "images"
    assert deploy["production"]["needs"] == "staging" and deploy["production"]["with"]["environment"] == "prod"
    assert environment["release"]["needs"] == "plan" and environment["release"]["environment"] == "${{ inputs.environment }}"


def test_what_was_approved_is_what_is_applied():
    environment = workflow("environment")["jobs"]
    assert "environment" not in environment["plan"], "the plan is there before anybody approves"
    assert environment["plan"]["outputs"] == {"digest": "${{ steps.plan.outputs.digest }}"}
    changing = [step for step in steps() if re.search(r"deploy/pipeline/apply|tofu\b.*\bapply", step.get("run", ""))]
    assert len(changing) == 1 and changing[0] in environment["release"]["steps"]
    assert changing[0]["run"].endswith('deploy/pipeline/apply "$ENVIRONMENT" "$DIGEST"\n')
    assert changing[0]["env"]["DIGEST"] == "${{ needs.plan.outputs.digest }}"
    assert not [step for step in steps() if "upload-artifact" in step.get("uses", "")], "a plan has secrets, and artifacts have many readers"


def test_releases_are_in_order_and_none_is_stopped_in_the_middle():
    """The lock of an environment spans everything from where commits could overtake each other to the release."""
    deploy = workflow("deploy")
    assert "concurrency" not in deploy, "a production that waits for its approval keeps nobody from staging"
    assert {name: job["concurrency"] for name, job in deploy["jobs"].items()} == {
        "staging": {"group": "staging", "cancel-in-progress": False}, "production": {"group": "prod", "cancel-in-progress": False}}
    assert "needs" not in deploy["jobs"]["staging"], "the lock is taken as the run begins"
    assert deploy["jobs"]["staging"]["uses"].endswith("/staging.yml") and {"check", "images", "release"} == workflow("staging")["jobs"].keys()
    # Not the lock of releases: a production that waits for its approval has that one.
    assert workflow("rollback")["concurrency"] == {"group": "rollback-${{ inputs.environment }}", "cancel-in-progress": False}


# Migrations ------------------------------------------------------------------------------------------------------------

BEFORE_THE_RULE = 20  # migrations; whatever they did is done
REMOVING = set()  # migrations that remove what the release before them has ceased to use


def breaking(sql):
    """What the programs of the release before could not live with."""
    for statement in re.sub(r"--.*", "", sql).upper().split(";"):
        if not re.match(r"\s*(ALTER|DROP) TABLE\b", statement):
            continue
        kept = re.sub(r"\bDROP (CONSTRAINT|NOT NULL|DEFAULT|EXPRESSION|IDENTITY)\b", "", statement)
        if re.search(r"\b(DROP|RENAME)\b", kept) or kept.count("NOT NULL") > kept.count("DEFAULT"):
            yield " ".join(statement.split())


@pytest.mark.parametrize("sql, breaks", [
    ("ALTER TABLE print DROP COLUMN year;", True), ("ALTER TABLE print DROP year;", True), ("DROP TABLE print;", True),
    ("ALTER TABLE print RENAME year TO made_in;", True), ("ALTER TABLE print ALTER year SET NOT NULL;", True),
    ("ALTER TABLE print ADD size text NOT NULL;", True),
    ("-- DROP TABLE print\nALTER TABLE print ADD size text NOT NULL DEFAULT '';", False), ("ALTER TABLE print ADD size text;", False),
    ("ALTER TABLE print ALTER size SET DEFAULT '', ALTER size SET NOT NULL;", False),
    ("ALTER TABLE print ALTER size DROP NOT NULL, DROP CONSTRAINT positive;", False),
    ("CREATE TABLE room (id bigint NOT NULL); DROP INDEX search_titles;", False)])
def test_what_breaks_the_release_before_is_seen(sql, breaks):
    assert bool(list(breaking(sql))) is breaks


def test_a_new_migration_leaves_the_release_before_what_it_uses():
    new = [path for path in sorted((ROOT / "schema").glob("*.sql")) if int(path.name[:4]) > BEFORE_THE_RULE]
    assert {path.name: list(breaking(path.read_text())) for path in new if int(path.name[:4]) not in REMOVING} == \
        {path.name: [] for path in new if int(path.name[:4]) not in REMOVING}


# What each part of the deployment must not lose ------------------------------------------------------------------------

def test_every_way_into_a_function_asks_for_a_signature():
    api = directories()[pathlib.Path("modules/api")]["resource"]
    assert api["aws_apigatewayv2_route.this"]["authorization_type"] == "AWS_IAM"
    assert api["aws_api_gateway_method.all"]["authorization"] == "AWS_IAM"
    assert {name for name in api if name.startswith(("aws_apigatewayv2_route.", "aws_api_gateway_method."))} == \
        {"aws_apigatewayv2_route.this", "aws_api_gateway_method.all"}
    # The one exception is the log drain, whose caller cannot sign.
    gallery = directories()[pathlib.Path("gallery")]["resource"]
    assert [name for name in gallery if name.startswith("aws_lambda_function_url.")] == ["aws_lambda_function_url.drain"]
    assert gallery["aws_lambda_function_url.drain"]["function_name"] == '${module.function["logdrain"].name}'


def test_imaging_may_bring_its_results_and_call_nothing_else():
    gallery = directories()[pathlib.Path("gallery")]
    path = re.search(r'callback_path = "([^"]+)"', (ROOT / "services/content/content.h").read_text()).group(1)
    assert gallery["locals"]["callback"] == f"POST {path}"
    assert gallery["module"]["api"]["routes"] == '${concat(["ANY /{proxy+}"], each.key == "content" ? [local.callback] : [])}'
    calls = [statement for statement in gallery["data"]["aws_iam_policy_document.imaging"]["statement"]
             if "execute-api" in json.dumps(statement["actions"])]
    assert [(statement["actions"], statement["resources"]) for statement in calls] == \
        [(["execute-api:Invoke"], ['${module.api["content"].execution_arn}/*/${replace(local.callback, " ", "")}'])]


def test_the_database_takes_only_encrypted_connections():
    resources = directories()[pathlib.Path("modules/database")]["resource"]
    assert {"name": "rds.force_ssl", "value": "1"} in resources["aws_db_parameter_group.this"]["parameter"]
    instance = resources["aws_db_instance.this"]
    assert instance["storage_encrypted"] is True and instance["publicly_accessible"] is False
    secrets = json.dumps(directories()[pathlib.Path("gallery")]["module"]["config"]["secrets"])
    assert "sslmode=verify-full&sslrootcert=/var/task/rds.pem" in secrets.replace("\\u0026", "&")


def test_the_cdn_serves_what_is_published_and_nothing_else():
    resources = directories()[pathlib.Path("modules/cdn")]["resource"]
    origins = resources["aws_cloudfront_distribution.this"]["origin"]
    bucket = next(origin for origin in origins if origin["origin_id"] == "images")
    assert bucket["origin_path"] == "/public" and "origin_access_control_id" in bucket
    assert resources["aws_cloudfront_origin_access_control.images"]["signing_behavior"] == "always"


def test_content_may_have_the_cdn_forget_images_and_nothing_else():
    statements = directories()[pathlib.Path("gallery")]["data"]["aws_iam_policy_document.content"]["statement"]
    assert [(found["actions"], found["resources"]) for found in statements if "cloudfront" in json.dumps(found["actions"])] == \
        [(["cloudfront:CreateInvalidation"], ["${module.cdn.arn}"])]


def test_every_log_is_kept_for_a_time_and_watched():
    groups = [body for declared in directories().values() for name, body in declared.get("resource", {}).items()
              if name.startswith("aws_cloudwatch_log_group.")]
    assert len(groups) >= 5
    assert all("retention_in_days" in group and "kms_key_id" in group for group in groups)
    watched = directories()[pathlib.Path("modules/observability")]
    alarms = [body for name, body in watched["resource"].items() if name.startswith("aws_cloudwatch_metric_alarm.")]
    assert all(alarm["alarm_actions"] == ["${aws_sns_topic.alarms.arn}"] for alarm in alarms)
    assert watched["resource"]["aws_sns_topic_subscription.mail"]["endpoint"] == "${var.alarm_email}"
    assert watched["locals"]["alarms"] == "${merge(local.function_alarms, local.log_alarms, local.other_alarms)}"
    assert set(re.findall(r"\$\{key\}-([a-z]+)", watched["locals"]["function_alarms"])) == {"errors", "throttled"}
    assert watched["locals"]["other_alarms"].keys() == \
        {"failed-images", "sweeper-rests", "database-processor", "database-connections", "api-slow"}
    filters = {name.partition(".")[2]: body for name, body in watched["resource"].items() if name.startswith("aws_cloudwatch_log_metric_filter.")}
    assert {name: body["pattern"] for name, body in filters.items()} == {"errors": '{ $.level = "error" }', "failed_requests": "{ $.status >= 500 }"}
    assert all(body["for_each"] == "${var.log_groups}" and body["log_group_name"] == "${each.value}" for body in filters.values())
    given = directories()[pathlib.Path("gallery")]["module"]["observability"]["log_groups"]
    assert "for key, function in module.function : key => function.log_group" in given and "heroku = aws_cloudwatch_log_group.heroku.name" in given


def test_no_role_may_do_everything():
    for directory, declared in directories().items():
        for name, body in declared.get("data", {}).items():
            for statement in body.get("statement", []) if name.startswith("aws_iam_policy_document.") else []:
                assert statement.get("actions") != ["*"], f"{directory}: {name}"


# Costs ----------------------------------------------------------------------------------------------------------------

def test_the_page_of_costs_is_what_its_script_prints():
    printed = subprocess.run([sys.executable, ROOT / "docs/cost/cost.py"], capture_output=True, text=True, check=True).stdout
    assert (ROOT / "docs/cost.md").read_text() == printed


def test_costs_count_the_alarms_and_metrics_that_there_are():
    functions = directories()[pathlib.Path("gallery")]["locals"]["functions"].keys()
    watched = directories()[pathlib.Path("modules/observability")]
    groups = len(functions) + 1  # and that of Heroku's lines
    single = [name for name, body in watched["resource"].items() if name.startswith("aws_cloudwatch_metric_alarm.") and "for_each" not in body]
    per_function = re.findall(r"\$\{key\}-[a-z]+", watched["locals"]["function_alarms"])
    filters = [name for name in watched["resource"] if name.startswith("aws_cloudwatch_log_metric_filter.")]
    counted = re.findall(r"metric\(\"", (ROOT / "platform/observe/embedded_metrics.cc").read_text())
    assumed = tomllib.loads((ROOT / "docs/cost/assumptions.toml").read_text())
    assert assumed["alarms"] == len(functions) * len(per_function) + groups + len(watched["locals"]["other_alarms"]) + len(single)
    # The migration is asked nothing over HTTP, so it counts no requests.
    assert assumed["custom_metrics"] == len(filters) * groups + len(counted) * len(functions - {"migrate"})
