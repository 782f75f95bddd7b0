"""The library as the configuration writes it: where Elasticsearch is and who we are there."""

from pathlib import Path

from config.fields import Duration, FilePath, Identifier, Name, Section, Variable, WebAddress, said
from config.secret import Secret


class ElasticsearchSpec(Section):
    """Where Elasticsearch is, and who we are there: a user with a password, an API key, or nobody."""

    url: WebAddress = said("地址", "its address")
    other_urls: tuple[WebAddress, ...] = said("同一集群的其他地址", "further addresses of the same cluster", ())
    user: Name | None = said("用户名", "name of the user", None)
    password_env: Variable | None = said("存放密码的环境变量名", "environment variable that holds the password", None)
    password_file: FilePath | None = said("存放密码的文件", "file that holds the password", None)
    api_key_env: Variable | None = said(
        "存放 API key 的环境变量名", "environment variable that holds the API key", None
    )
    api_key_file: FilePath | None = said("存放 API key 的文件", "file that holds the API key", None)
    ca_file: FilePath | None = said("签发服务器证书的 CA 证书文件", "file of the CA of the server's certificate", None)
    prefix: Identifier = said("索引名前缀", "prefix of the names of indices", "fenghuo")
    shards: int = said("每月提及索引的主分片数", "primary shards of a month of mentions", 1, ge=1, le=64)
    replicas: int | None = said(
        "副本数；不写则有第二台服务器即一份",
        "copies; one as soon as there is a second server if not written",
        None,
        ge=0,
        le=8,
    )
    keep: Duration | None = said("按月整体删除多旧的数据；不写则永久保留", "months older than this are deleted", None)
    lifecycle: Name | None = said("可选：ILM 策略名，由服务器执行", "optional: name of an ILM policy", None)
    timeout: Duration = said("一次请求最多等多久", "how long a request may take", "60s")

    @property
    def urls(self) -> tuple[str, ...]:
        """Return all addresses."""
        return (self.url, *self.other_urls)

    @property
    def password(self) -> Secret | None:
        """Return where the password is kept, None where none is named."""
        return _kept(self.password_env, self.password_file)

    @property
    def api_key(self) -> Secret | None:
        """Return where the API key is kept, None where none is named."""
        return _kept(self.api_key_env, self.api_key_file)


class LibrarySpec(Section):
    """Where everything is searched for years; without it the ledger answers."""

    elasticsearch: ElasticsearchSpec | None = said("Elasticsearch 在哪里", "where Elasticsearch is", None)


def _kept(env: str | None, file: Path | None) -> Secret | None:
    return None if env is None and file is None else Secret(env or "", file)
