import re
from pathlib import Path

import pytest

from bot import settings
from bot.settings import SettingsError

SECRETS = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET")


class Environment:
    """The variables of this process, put back after the test."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch

    def set(self, **variables: str) -> None:
        for name, value in variables.items():
            self._patch.setenv(name, value)

    def unset(self, *names: str) -> None:
        for name in names:
            self._patch.delenv(name, raising=False)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Environment:
    """An environment with the two tokens of Socket Mode and nothing else of ours."""
    monkeypatch.chdir(tmp_path)
    it = Environment(monkeypatch)
    it.unset(*settings.variables(), *(f"{name}_FILE" for name in SECRETS))
    it.set(SLACK_BOT_TOKEN="xoxb-made-up", SLACK_APP_TOKEN="xapp-made-up")
    return it


def sentence() -> str:
    """What the person reads whose settings are refused."""
    with pytest.raises(SettingsError) as refused:
        settings.load()
    return str(refused.value)


def test_two_tokens_are_enough(environment: Environment) -> None:
    """With the two tokens set, everything else has a default."""
    loaded = settings.load()
    assert loaded.slack_bot_token.get_secret_value() == "xoxb-made-up"
    assert loaded.slack_app_token.get_secret_value() == "xapp-made-up"
    assert loaded.slack_api_url == "https://slack.com/api/"
    assert (loaded.data_dir, loaded.key_dir) == (Path("data"), Path("keys"))
    assert (loaded.admins, loaded.mode, loaded.log_level) == ((), "socket", "INFO")


def test_every_setting_is_read(environment: Environment) -> None:
    """Each variable arrives as the value that it names."""
    environment.set(
        SLACK_SIGNING_SECRET="shh",
        SLACK_API_URL="http://127.0.0.1:8181/api",
        STAFF_PULSE_DATA_DIR="/srv/pulse/data",
        STAFF_PULSE_KEY_DIR="/srv/pulse/keys",
        STAFF_PULSE_BACKUP_DIR="/srv/backups",
        STAFF_PULSE_KEEP_YEARS="6",
        STAFF_PULSE_ADMINS="U012AB3CD, W0ABC,",
        STAFF_PULSE_MODE="http",
        STAFF_PULSE_HTTP_PORT="8080",
        STAFF_PULSE_LOG_LEVEL="WARNING",
    )
    loaded = settings.load()
    assert loaded.slack_signing_secret.get_secret_value() == "shh"
    assert loaded.slack_api_url == "http://127.0.0.1:8181/api/"
    assert (loaded.data_dir, loaded.key_dir) == (Path("/srv/pulse/data"), Path("/srv/pulse/keys"))
    assert (loaded.backup_dir, loaded.keep_years) == (Path("/srv/backups"), 6)
    assert loaded.admins == ("U012AB3CD", "W0ABC")
    assert (loaded.mode, loaded.http_port, loaded.log_level) == ("http", 8080, "WARNING")


def test_an_empty_variable_is_as_good_as_none(environment: Environment) -> None:
    """A variable that is set to nothing leaves the default in force."""
    environment.set(STAFF_PULSE_MODE="", STAFF_PULSE_ADMINS="", STAFF_PULSE_DATA_DIR="")
    loaded = settings.load()
    assert (loaded.mode, loaded.admins, loaded.data_dir) == ("socket", (), Path("data"))


@pytest.mark.parametrize(
    ("folder", "named"),
    [("data", "DATA_DIR"), ("data/backups", "DATA_DIR"), ("keys/x/../backups", "KEY_DIR")],
)
def test_backups_are_kept_outside_of_what_they_are_of(
    environment: Environment, folder: str, named: str
) -> None:
    """A folder within the data or the keys is refused: what is lost with them is no backup."""
    environment.set(STAFF_PULSE_BACKUP_DIR=folder)
    assert re.fullmatch(
        rf'STAFF_PULSE_BACKUP_DIR is "/\S+", which lies in STAFF_PULSE_{named}, and would be lost '
        rf"with it; give the backups a folder elsewhere\.",
        sentence(),
    )


def test_folders_need_no_slack(environment: Environment) -> None:
    """A command that does not talk to Slack runs without its tokens."""
    environment.unset(*SECRETS)
    environment.set(STAFF_PULSE_DATA_DIR="/srv/pulse/data")
    assert settings.load_folders().data_dir == Path("/srv/pulse/data")


def test_slack_can_be_left_out(environment: Environment, tmp_path: Path) -> None:
    """A command that asks Slack only where it can finds no access without a bot token."""
    environment.unset(*SECRETS)
    assert settings.load_slack() is None
    (tmp_path / "secret").write_text("xoxb-file")
    environment.set(SLACK_BOT_TOKEN_FILE=str(tmp_path / "secret"))
    access = settings.load_slack()
    assert access is not None
    assert access.slack_bot_token.get_secret_value() == "xoxb-file"


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_can_come_from_a_file(environment: Environment, tmp_path: Path, name: str) -> None:
    """NAME_FILE names a file with the secret, whose last line break does not count."""
    secret = {"SLACK_BOT_TOKEN": "xoxb-file", "SLACK_APP_TOKEN": "xapp-file"}.get(name, "file")
    (tmp_path / "secret").write_text(f"{secret}\n")
    environment.unset(name)
    environment.set(**{f"{name}_FILE": str(tmp_path / "secret")})
    loaded = settings.load()
    assert getattr(loaded, name.lower()).get_secret_value() == secret


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN is not set; it must be the bot token"),
        ({"SLACK_BOT_TOKEN": "xapp-private"}, "SLACK_BOT_TOKEN holds an app-level token; it must"),
        ({"SLACK_BOT_TOKEN": "private"}, "SLACK_BOT_TOKEN holds what is no Slack token; it must"),
        ({"SLACK_APP_TOKEN": "xoxb-private"}, "SLACK_APP_TOKEN holds a bot token; it must be an"),
        ({"SLACK_APP_TOKEN": ""}, "SLACK_APP_TOKEN is not set; STAFF_PULSE_MODE"),
        ({"STAFF_PULSE_MODE": "http"}, "SLACK_SIGNING_SECRET is not set; STAFF_PULSE_MODE"),
        ({"SLACK_API_URL": "http://10.0.0.1/"}, 'SLACK_API_URL is "http://10.0.0.1/"; it must'),
        ({"SLACK_API_URL": "slack.com"}, 'SLACK_API_URL is "slack.com"; it must begin with'),
        ({"STAFF_PULSE_MODE": "ftp"}, 'STAFF_PULSE_MODE is "ftp"; it must be "socket" or "http".'),
        ({"STAFF_PULSE_HTTP_PORT": "0"}, 'HTTP_PORT is "0"; it must be a port from 1 to 65535.'),
        ({"STAFF_PULSE_HTTP_PORT": "web"}, 'HTTP_PORT is "web"; it must be a port from 1 to'),
        ({"STAFF_PULSE_ADMINS": "U1,bob"}, 'STAFF_PULSE_ADMINS is "U1,bob"; it must be member'),
        ({"STAFF_PULSE_LOG_LEVEL": "loud"}, 'LOG_LEVEL is "loud"; it must be DEBUG, INFO,'),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_sentence(
    environment: Environment, variables: dict[str, str], said: str
) -> None:
    """The sentence names the variable, what was found and what is allowed, and no secret."""
    environment.set(**variables)
    refused = sentence()
    assert said in refused
    assert refused.endswith(".")
    assert "\n" not in refused
    assert "private" not in refused


def test_all_that_is_wrong_is_told_at_once(environment: Environment, tmp_path: Path) -> None:
    """Whoever asks hears of every setting that cannot be used, and what can still be read."""
    environment.unset("SLACK_APP_TOKEN")
    environment.set(
        STAFF_PULSE_DATADIR="/srv",
        STAFF_PULSE_ADMINS="bob",
        STAFF_PULSE_HTTP_PORT="0",
        STAFF_PULSE_KEY_DIR="data/keys",
        SLACK_APP_TOKEN_FILE=str(tmp_path / "nowhere"),
    )
    told = settings.look()
    assert (told.whole, told.folders, told.slack) == (None, None, None)
    assert sorted(said.split()[0] for said in told.wrong) == [
        "SLACK_APP_TOKEN_FILE",
        "STAFF_PULSE_ADMINS",
        "STAFF_PULSE_DATADIR",
        "STAFF_PULSE_HTTP_PORT",
        "STAFF_PULSE_KEY_DIR",
    ]
    environment.unset("STAFF_PULSE_KEY_DIR")
    assert settings.look().slack is not None


def test_a_misspelt_setting_is_refused(environment: Environment) -> None:
    """A variable that looks like ours and is not comes back with the list of those that are."""
    environment.set(STAFF_PULSE_DATADIR="/srv")
    refused = sentence()
    assert refused.startswith("STAFF_PULSE_DATADIR is not a setting of Staff Pulse")
    assert all(name in refused for name in settings.variables() if name.startswith("STAFF_PULSE"))


@pytest.mark.parametrize("keys", ["data", "data/keys", "elsewhere/../data/deep/keys", "link/keys"])
def test_keys_stay_out_of_the_data(environment: Environment, tmp_path: Path, keys: str) -> None:
    """A key folder that a backup of the data would take along is refused, by whatever path."""
    (tmp_path / "data").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "data")
    environment.set(STAFF_PULSE_DATA_DIR="data", STAFF_PULSE_KEY_DIR=keys)
    refused = sentence()
    assert refused.startswith("STAFF_PULSE_KEY_DIR is")
    assert "lies in STAFF_PULSE_DATA_DIR" in refused


def test_a_secret_stands_in_one_place(environment: Environment, tmp_path: Path) -> None:
    """A secret given both in a variable and in a file is refused, as one may be out of date."""
    environment.set(SLACK_BOT_TOKEN_FILE=str(tmp_path / "secret"))
    assert sentence() == "SLACK_BOT_TOKEN and SLACK_BOT_TOKEN_FILE are both set; keep one of them."


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "cannot be read (No such file"), (b"\xff\xfe", "it is not text"), (b" \n", "is empty")],
)
def test_a_secret_file_that_holds_no_secret_is_refused(
    environment: Environment, tmp_path: Path, content: bytes | None, said: str
) -> None:
    """The sentence names the variable and the file, and why it cannot be used."""
    path = tmp_path / "secret"
    if content is not None:
        path.write_bytes(content)
    environment.unset("SLACK_BOT_TOKEN")
    environment.set(SLACK_BOT_TOKEN_FILE=str(path))
    refused = sentence()
    assert refused.startswith(f'SLACK_BOT_TOKEN_FILE names "{path}"')
    assert said in refused


def test_secrets_do_not_show(environment: Environment) -> None:
    """Printing the settings, as a log might, shows no secret."""
    environment.set(SLACK_SIGNING_SECRET="made-up")
    loaded = settings.load()
    assert "made-up" not in f"{loaded!r} {loaded} {loaded.model_dump()}"
