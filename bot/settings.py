"""What the bot is told by its environment, read once at the start."""

import os
from collections.abc import Callable, Iterator, Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, TypeVar
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from bot.errors import StaffPulseError

OURS = "STAFF_PULSE_"
"""What the names of our own settings begin with."""

_FILE = "_FILE"
_TOKENS = {
    "xapp-": "an app-level token",
    "xoxb-": "a bot token",
    "xoxp-": "a user token",
}
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class SettingsError(StaffPulseError):
    """A setting that cannot be used, in one sentence that never holds a secret."""


def _refusal(said: str, *, whole: bool = False) -> PydanticCustomError:
    """Why a setting is refused, to stand behind its name or, as a whole, by itself."""
    return PydanticCustomError("stated" if whole else "refused", "{said}", {"said": said})


class _Unread(str):
    """In the place of a secret why it could not be read."""

    __slots__ = ()


def _was_read(value: object) -> object:
    if isinstance(value, _Unread):
        raise _refusal(str(value), whole=True)
    return value


def _token(prefix: str) -> Callable[[SecretStr], SecretStr]:
    def check(secret: SecretStr) -> SecretStr:
        found = _TOKENS.get(secret.get_secret_value()[: len(prefix)], "what is no Slack token")
        if found != _TOKENS[prefix]:
            raise _refusal(
                f'holds {found}; it must be {_TOKENS[prefix]}, which begins with "{prefix}"'
            )
        return secret

    return check


def _api_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise _refusal(
            f'is "{url}"; it must begin with https://, or with http:// for a server on this machine'
        )
    return url if url.endswith("/") else f"{url}/"


def _address(text: str) -> str:
    try:
        ip_address(text)
    except ValueError:
        raise _refusal(
            f'is "{text}"; it must be an address of this machine, such as 127.0.0.1, or 0.0.0.0 '
            f"for all of them"
        ) from None
    return text


def _parted(value: object) -> object:
    if not isinstance(value, str):
        return value
    return tuple(part for part in (each.strip() for each in value.split(",")) if part)


Kind = TypeVar("Kind", bound="Folders")
AdminId = Annotated[str, StringConstraints(pattern=r"^[UWS][A-Z0-9]{1,30}$")]
Level = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
Secret = Annotated[SecretStr, BeforeValidator(_was_read)]


class Folders(BaseModel):
    """Where everything is kept, how long, and told: all that a command needs without Slack.

    Attributes:
        data_dir: the database and the ballot boxes of open rounds.
        key_dir: the keys of open rounds, outside the data and outside every backup.
        health_host: the address at which the running bot tells whether it is well.
        health_port: the port of it; 0 for none.
        backup_dir: where the backup of each night goes; None for nowhere.
        keep_years: for how many published figures and the change log are kept; None for ever.
    """

    model_config = ConfigDict(
        frozen=True, hide_input_in_errors=True, populate_by_name=True, str_strip_whitespace=True
    )

    data_dir: Path = Field(default=Path("data"), description="a folder")
    key_dir: Path = Field(
        default=Path("keys"), validate_default=True, description="a folder outside the data"
    )
    backup_dir: Path | None = Field(
        default=None, description="a folder outside the data and the keys"
    )
    keep_years: Annotated[int, Field(ge=2, le=100)] | None = Field(
        default=None, description="a whole number of years from 2 to 100, or nothing for all"
    )
    log_level: Level = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR")
    health_host: Annotated[str, AfterValidator(_address)] = Field(
        default="127.0.0.1", description="an address of this machine"
    )
    health_port: int = Field(
        default=3001, ge=0, le=65535, description="a port from 1 to 65535, or 0 for none"
    )

    @field_validator("key_dir")
    @classmethod
    def _lies_apart(cls, key_dir: Path, info: ValidationInfo) -> Path:
        keys, data = key_dir.resolve(), info.data["data_dir"].resolve()
        if keys.is_relative_to(data):
            raise _refusal(
                f'is "{keys}", which lies in STAFF_PULSE_DATA_DIR, "{data}"; '
                "give the keys a folder outside the data and outside every backup"
            )
        return key_dir

    @field_validator("backup_dir")
    @classmethod
    def _outlives_the_others(cls, backup_dir: Path | None, info: ValidationInfo) -> Path | None:
        for name, key in (("DATA_DIR", "data_dir"), ("KEY_DIR", "key_dir")):
            folder = info.data.get(key)
            if backup_dir and folder and backup_dir.resolve().is_relative_to(folder.resolve()):
                raise _refusal(
                    f'is "{backup_dir.resolve()}", which lies in STAFF_PULSE_{name}, and would be '
                    f"lost with it; give the backups a folder elsewhere"
                )
        return backup_dir


class SlackAccess(Folders):
    """What a command needs that asks Slack something.

    Attributes:
        slack_api_url: ends with a slash.
    """

    slack_bot_token: Annotated[Secret, AfterValidator(_token("xoxb-"))] = Field(
        validation_alias="SLACK_BOT_TOKEN", description='the bot token, which begins with "xoxb-"'
    )
    slack_api_url: Annotated[str, AfterValidator(_api_url)] = Field(
        default="https://slack.com/api/", validation_alias="SLACK_API_URL"
    )


class Settings(SlackAccess):
    """Everything that `staff-pulse run` is told.

    Attributes:
        slack_app_token: needed in the mode "socket", otherwise empty.
        slack_signing_secret: needed in the mode "http", otherwise perhaps empty.
        admins: the ids of the people, and of the user groups of people, who may change pulses and
            hear of trouble.
    """

    slack_app_token: Annotated[Secret, AfterValidator(_token("xapp-"))] = Field(
        default=SecretStr(""), validation_alias="SLACK_APP_TOKEN"
    )
    slack_signing_secret: Secret = Field(
        default=SecretStr(""), validation_alias="SLACK_SIGNING_SECRET"
    )
    admins: Annotated[tuple[AdminId, ...], BeforeValidator(_parted)] = Field(
        default=(),
        description=(
            "member ids, which begin with U or W, and user group ids, which begin with S, with "
            "commas between them"
        ),
    )
    mode: Literal["socket", "http"] = Field(
        default="socket", validate_default=True, description='"socket" or "http"'
    )
    http_port: int = Field(default=3000, ge=1, le=65535, description="a port from 1 to 65535")

    @field_validator("mode")
    @classmethod
    def _can_hear_slack(cls, mode: str, info: ValidationInfo) -> str:
        app_token, secret = map(info.data.get, ("slack_app_token", "slack_signing_secret"))
        if mode == "socket" and app_token is not None and not app_token.get_secret_value():
            raise _refusal(
                'SLACK_APP_TOKEN is not set; STAFF_PULSE_MODE "socket" needs the app-level token, '
                'which begins with "xapp-"',
                whole=True,
            )
        if mode == "http" and secret is not None and not secret.get_secret_value():
            raise _refusal(
                'SLACK_SIGNING_SECRET is not set; STAFF_PULSE_MODE "http" needs it to tell '
                "Slack's requests from forged ones",
                whole=True,
            )
        return mode


def _environment(kind: type[Folders]) -> dict[str, str]:
    """What the environment says, by field; nothing of what is empty or not set."""
    said = {
        name: _said(_variable(kind, name), secret=field.annotation is SecretStr)
        for name, field in kind.model_fields.items()
    }
    return {name: value for name, value in said.items() if value}


def _said(name: str, *, secret: bool) -> str:
    """What a variable says, or for a secret the file that NAME_FILE names beside it."""
    said = os.environ.get(name, "")
    path = os.environ.get(name + _FILE) if secret else None
    if not path:
        return said
    if said:
        return _Unread(f"{name} and {name}{_FILE} are both set; keep one of them")
    return _read_secret(name + _FILE, Path(path))


def _read_secret(variable: str, path: Path) -> str:
    try:
        secret = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        return _Unread(
            f'{variable} names "{path}", which cannot be read ({reason}); name a file that holds '
            "the secret and nothing else"
        )
    if not secret:
        return _Unread(f'{variable} names "{path}", which is empty; put the secret in it')
    return secret


def _variable(settings: type[Folders], field_name: str) -> str:
    alias = settings.model_fields[field_name].validation_alias
    return alias if isinstance(alias, str) else OURS + field_name.upper()


def variables() -> tuple[str, ...]:
    """The names of all settings, sorted, without the NAME_FILE that each secret has beside it."""
    return tuple(sorted(_variable(Settings, name) for name in Settings.model_fields))


def load() -> Settings:
    """Everything that `staff-pulse run` is told; SettingsError in one sentence."""
    return _load(Settings)


def load_slack() -> SlackAccess | None:
    """What a command needs that asks Slack something; None where no bot token is set."""
    name = _variable(SlackAccess, "slack_bot_token")
    told = os.environ.get(name) or os.environ.get(name + _FILE)
    return _load(SlackAccess) if told else None


def load_folders() -> Folders:
    """What a command needs that does not talk to Slack; SettingsError in one sentence."""
    return _load(Folders)


class Told(NamedTuple):
    """What there is to be read of the settings, whatever is wrong with the others.

    Attributes:
        whole: None where any setting cannot be used, as are the others where one of theirs cannot.
        wrong: everything that is, a sentence each.
    """

    whole: Settings | None
    slack: SlackAccess | None
    folders: Folders | None
    wrong: Sequence[str]


def look() -> Told:
    """As much as can be read, and all that is wrong at once."""
    whole, wrong = _tried(Settings)
    return Told(whole=whole, slack=_tried(SlackAccess)[0], folders=_tried(Folders)[0], wrong=wrong)


def _load(kind: type[Kind]) -> Kind:
    loaded, wrong = _tried(kind)
    if loaded is None or wrong:
        raise SettingsError(wrong[0])
    return loaded


def _tried(kind: type[Kind]) -> tuple[Kind | None, Sequence[str]]:
    unknown = [*_unknown()]
    try:
        return kind.model_validate(_environment(kind)), unknown
    except ValidationError as error:
        return None, [*unknown, *(_sentence(kind, one) for one in error.errors())]


def _unknown() -> Iterator[str]:
    known = [name for name in variables() if name.startswith(OURS)]
    for name in os.environ:
        if name.upper().startswith(OURS) and name not in known:
            yield f"{name} is not a setting of Staff Pulse; the settings are {', '.join(known)}."


def _sentence(kind: type[Folders], error: ErrorDetails) -> str:
    """What pydantic found wrong, told to the person who sets the variable."""
    where = {name: name for name in kind.model_fields}
    where |= {_variable(kind, name): name for name in kind.model_fields}
    if error["type"] == "stated":
        return f"{error['msg']}."
    field = where[str(error["loc"][0])]
    name, allowed = _variable(kind, field), kind.model_fields[field].description
    if error["type"] == "refused":
        return f"{name} {error['msg']}."
    if error["type"] == "missing":
        return f"{name} is not set; it must be {allowed}."
    return f'{name} is "{os.environ[name]}"; it must be {allowed}.'
