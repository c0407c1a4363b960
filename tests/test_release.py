"""The pipeline's scripts really run, between clouds that are played on this machine."""
import json

import pytest

from fake_clouds import APPS, FUNCTIONS, Clouds


@pytest.fixture
def clouds(tmp_path):
    return Clouds(tmp_path)


def test_a_release_that_answers_stays(clouds):
    done = clouds.run("release", "staging")
    assert done.returncode == 0, done.stderr
    assert clouds.running() == dict.fromkeys(FUNCTIONS + APPS, "2")


def test_the_schema_is_brought_up_to_date_before_anything_is_released(clouds):
    clouds.run("release", "staging")
    changes = [call for call in clouds.calls() if "lambda invoke" in call or "update-alias" in call or "--request PATCH" in call]
    assert "update-alias --function-name copper-staging-migrate" in changes[0] and "invoke" in changes[1]
    assert "formation" in changes[-3] and "/gateway/" in changes[-3]


def test_what_does_not_answer_goes_back_functions_and_apps(clouds):
    done = clouds.run("release", "staging", AWAY="studio.test")
    assert done.returncode != 0
    assert "https://studio.test/healthz answers 503" in done.stderr
    # The schema stays, and with it the program that knows it.
    assert clouds.running() == dict.fromkeys(FUNCTIONS + APPS, "1") | {"migrate": "2"}


def test_a_migration_that_fails_changes_nothing(clouds):
    done = clouds.run("release", "staging", MIGRATION_FAILS="yes")
    assert done.returncode != 0 and "no column" in done.stderr
    assert clouds.running() == dict.fromkeys(FUNCTIONS + APPS, "1") | {"migrate": "2"}


def test_nothing_is_released_that_could_not_go_back(clouds):
    clouds.set("studio", [{"id": "studio-1", "version": 1, "status": "failed", "current": False, "image": "studio@1"}])
    done = clouds.run("release", "staging")
    assert done.returncode != 0 and "studio has no current release" in done.stderr
    assert not [call for call in clouds.calls() if "update-alias" in call]


def test_a_rollback_by_hand_goes_back_to_what_was_remembered(clouds):
    assert clouds.run("release", "staging").returncode == 0
    done = clouds.run("rollback", "staging")
    assert done.returncode == 0, done.stderr
    assert clouds.running() == dict.fromkeys(FUNCTIONS + APPS, "1") | {"migrate": "2"}


def test_what_is_applied_is_the_plan_that_was_looked_at(clouds):
    planned = clouds.run("plan", "staging")
    assert planned.returncode == 0, planned.stderr
    assert (clouds.place / "build/plan.txt").read_text() == "1 to change\n"
    applied = clouds.run("apply", "staging", planned.stdout.strip())
    assert applied.returncode == 0, applied.stderr
    assert applied.stdout == "to be applied\n"
    changing = [call for call in clouds.calls() if " apply " in call]
    assert len(changing) == 1 and changing[0].endswith("apply -input=false -lock-timeout=5m saved.tfplan")


def test_a_plan_that_nobody_has_looked_at_is_not_applied(clouds):
    digest = clouds.run("plan", "staging").stdout.strip()
    next(clouds.world.glob("*plan.tar")).write_text("another")
    done = clouds.run("apply", "staging", digest)
    assert done.returncode != 0 and "another plan" in done.stderr
    assert not [call for call in clouds.calls() if " apply " in call]


def test_images_are_built_once_and_named_by_digest(clouds):
    for _ in range(2):
        done = clouds.run("push")
        assert done.returncode == 0, done.stderr
    assert len([call for call in clouds.calls() if call.startswith("docker build")]) == len(FUNCTIONS + APPS)
    images = json.loads((clouds.place / "build/images.json").read_text())
    assert images["functions"] == {name: f"registry/copper/{name}@sha256:1" for name in FUNCTIONS}
    assert images["apps"] == {name: f"registry/copper/{name}@sha256:1" for name in APPS}


def test_a_job_gets_credentials_for_its_whole_length_and_shows_none_of_them(clouds, tmp_path):
    done = clouds.run("aws-login", "arn:role", ACTIONS_ID_TOKEN_REQUEST_TOKEN="t", ACTIONS_ID_TOKEN_REQUEST_URL="https://token.test/?a=b",
                      GITHUB_RUN_ID="7", GITHUB_ENV=str(tmp_path / "environment"))
    assert done.returncode == 0, done.stderr
    given = dict(line.split("=", 1) for line in (tmp_path / "environment").read_text().splitlines())
    assert given == {"AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret of token", "AWS_SESSION_TOKEN": "session"}
    assert done.stdout.splitlines() == [f"::add-mask::{value}" for value in given.values()]
