"""Channels as the configuration writes them. A new type is one class here and its name in ``ChannelSpec``."""

from typing import Annotated, Literal

from pydantic import Field

from config.fields import FilePath, Name, Section, Variable, WebAddress, said
from config.secret import Secret


class Credential(Section):
    """A section with a token, kept in an environment variable or in a file, never in the configuration itself."""

    token_env: Variable | None = said("存放令牌的环境变量名", "environment variable that holds the token", None)
    token_file: FilePath | None = said("存放令牌的文件", "file that holds the token", None)

    @property
    def token(self) -> Secret | None:
        """Return where the token is kept, None where none is named."""
        if self.token_env is None and self.token_file is None:
            return None
        return Secret(self.token_env or "", self.token_file)


class SlackChannel(Credential):
    """A Slack channel, posted to by a bot."""

    type: Literal["slack"] = said("Slack 频道", "Slack channel")
    name: Name = said("渠道名称，不可重复", "name of the channel, unique")
    channel: Name = said("频道 ID，例如 C0123456789", "id of the channel, such as C0123456789")
    signing_secret_env: Variable | None = said(
        "存放签名密钥的环境变量名；有它卡片上才有结论按钮",
        "environment variable of the signing secret; buttons need it",
        None,
    )
    signing_secret_file: FilePath | None = said("存放签名密钥的文件", "file that holds the signing secret", None)
    base_url: WebAddress = said("接口地址", "address of the API", "https://slack.com/api/")

    @property
    def signing_secret(self) -> Secret | None:
        """Return where the secret is kept by which Slack signs what people press, None where none is named."""
        if self.signing_secret_env is None and self.signing_secret_file is None:
            return None
        return Secret(self.signing_secret_env or "", self.signing_secret_file)


class ConsoleChannel(Section):
    """The terminal that ``fenghuo run`` was started in."""

    type: Literal["console"] = said("终端", "terminal")
    name: Name = said("渠道名称，不可重复", "name of the channel, unique")


ChannelSpec = Annotated[SlackChannel | ConsoleChannel, Field(discriminator="type")]
"""One channel of any type."""
