import asyncio
import importlib.util
import json
import runpy
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import discord.gateway
import discord.http
import pytest
import yarl
from aiohttp import WSMsgType, web
from conftest import message

import tumulte

EXAMPLES = Path(__file__).parents[1] / "examples"
TEXTS = {path.stem: path.read_text("utf-8") for path in EXAMPLES.glob("*.py")}

USER = {"id": "1", "username": "tumulte", "discriminator": "0", "avatar": None, "bot": True}
MIRA = {"id": "7", "username": "mira", "discriminator": "0", "global_name": "Mira", "avatar": None}
NOW = "2026-01-31T20:15:00.000000+00:00"


def plain_json(told: Any) -> web.Response:
    """JSON as Discord sends it: without a charset, which discord.py would not take for JSON."""
    return web.Response(body=json.dumps(told).encode(), headers={"Content-Type": "application/json"})


class StandIn:
    """As much of Discord as a bot needs: who it is, a gateway that says what Mira writes, a channel."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.answers: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.ready: asyncio.Future[web.WebSocketResponse] = asyncio.get_running_loop().create_future()
        self.events = 0

    async def event(self, name: str, data: dict[str, Any]) -> None:
        self.events += 1
        socket = self.ready.result()
        await socket.send_json({"op": 0, "s": self.events, "t": name, "d": data})

    async def gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 60_000}})
        async for frame in socket:
            told = json.loads(frame.data) if frame.type == WSMsgType.TEXT else {}
            if told.get("op") == 2:
                self.told.append(told["d"]["token"])
                self.ready.set_result(socket)
                ready = {"v": 10, "user": USER, "guilds": [], "session_id": "s", "application": {"id": "1", "flags": 0}}
                await self.event("READY", {**ready, "resume_gateway_url": f"ws://{request.host}/gateway"})
        return socket

    async def says(self, text: str) -> str:
        """Mira writes something in her channel; what the bot answers."""
        written: dict[str, Any] = {
            "id": str(100 + self.events), "channel_id": "9", "author": MIRA, "content": text, "timestamp": NOW,
            "edited_timestamp": None, "tts": False, "mention_everyone": False, "mentions": [], "mention_roles": [],
            "attachments": [], "embeds": [], "pinned": False, "type": 0,
        }  # fmt: skip
        await self.event("MESSAGE_CREATE", written)
        answer = await asyncio.wait_for(self.answers.get(), timeout=20)
        assert str(answer["message_reference"]["message_id"]) == written["id"]
        return str(answer["content"])

    async def post(self, request: web.Request) -> web.Response:
        given = await request.json()
        await self.answers.put(given)
        told = {
            "id": "999", "channel_id": "9", "author": USER, "timestamp": NOW, "edited_timestamp": None, "tts": False,
            "mention_everyone": False, "mentions": [], "mention_roles": [], "attachments": [], "embeds": [],
            "pinned": False, "type": 0, **given,
        }  # fmt: skip
        return plain_json(told)


@asynccontextmanager
async def discord_at_home(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[StandIn]:
    """A Discord of our own, to which discord.py speaks instead of the real one."""
    home = StandIn()
    app = web.Application()
    app.router.add_get("/api/users/@me", whoami)
    app.router.add_get("/api/oauth2/applications/@me", application)
    app.router.add_get("/gateway", home.gateway)
    app.router.add_post("/api/channels/9/messages", home.post)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    monkeypatch.setattr(discord.http.Route, "BASE", f"http://127.0.0.1:{port}/api")
    gateway = yarl.URL(f"ws://127.0.0.1:{port}/gateway")
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", gateway)
    try:
        yield home
    finally:
        await runner.cleanup()


async def application(_: web.Request) -> web.Response:
    told = {"id": "1", "name": "tumulte", "icon": None, "description": "", "verify_key": "", "owner": USER, "flags": 0}
    return plain_json(told | {"bot_public": False, "bot_require_code_grant": False})


async def whoami(_: web.Request) -> web.Response:
    return plain_json(USER)


def seeded(monkeypatch: pytest.MonkeyPatch, face: int) -> None:
    """Lets the next d20 show a face."""
    rolls = tumulte.roll
    seed = next(seed for seed in range(1000) if rolls("1d20", seed).total == face)
    monkeypatch.setattr(tumulte, "roll", lambda formula: rolls(formula, seed))


def test_the_discord_bot_rolls_announces_criticals_and_explains_what_it_can_not_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spec = importlib.util.spec_from_file_location("discord_bot", EXAMPLES / "discord_bot.py")
    assert spec is not None and spec.loader is not None
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)

    async def play() -> None:
        async with discord_at_home(monkeypatch) as home, example.bot as bot:
            running = asyncio.create_task(bot.start("secret"))
            await asyncio.wait_for(asyncio.shield(home.ready), timeout=20)
            assert home.told == ["secret"]

            with monkeypatch.context() as patched:
                seeded(patched, 20)
                answer = await home.says("!roll 1d20 + 7")
                assert answer.splitlines() == [
                    "🎲 1d20 (20) + 7 = 27",
                    "✨ **Critical Hit!** Mira, the table roars.",
                ]
            with monkeypatch.context() as patched:
                seeded(patched, 1)
                assert "💀 **" in await home.says("!roll 1d20 + 7")
            plain = await home.says("!roll 4d6")
            assert plain.startswith("🎲 4d6 (") and len(plain.splitlines()) == 1
            refused = await home.says("!roll 2d20kh1 + (3")
            assert "a parenthesis is never closed" in refused and "^" in refused
            await bot.close()
            await asyncio.wait_for(running, timeout=20)

    asyncio.run(play())


def messages() -> list[dict[str, Any]]:
    faces = {"Mira": [20, 19, 18, 17, 20, 15], "Brannoc": [1, 2, 3, 4, 1, 8], "Olin": [10, 11]}
    return [
        message(face) | {"_id": f"{name}{place}", "speaker": {"alias": name}}
        for name, shown in faces.items()
        for place, face in enumerate(shown)
    ]


def test_the_luck_report_weighs_every_player_against_exact_odds(tmp_path: Path) -> None:
    dump, picture = tmp_path / "messages.jsonl", tmp_path / "luck.png"
    dump.write_text("\n".join(map(json.dumps, messages())) + '\n{"broken', "utf-8")
    report = subprocess.run(
        [sys.executable, EXAMPLES / "luck_report.py", dump, picture],
        capture_output=True,
        text=True,
        check=True,
        env={"MPLBACKEND": "agg", "MPLCONFIGDIR": str(tmp_path), "PYTHONIOENCODING": "utf-8"},
    )
    luckiest, middling, unluckiest = report.stdout.splitlines()
    assert luckiest == "+3.3 σ  Mira: 139 in 6 rolls, expected 93"
    assert middling.startswith("+0.0 σ  Olin")
    assert unluckiest.startswith("-3.1 σ  Brannoc")
    assert picture.read_bytes().startswith(b"\x89PNG")

    weigh = runpy.run_path(str(EXAMPLES / "luck_report.py"))["luck"]
    assert weigh(json.dumps(messages()).encode()) == weigh(dump.read_bytes())


@pytest.mark.parametrize("name", TEXTS)
def test_examples_are_short(name: str) -> None:
    assert TEXTS[name].count("\n") < 40
    assert f"def test_the_{name}" in Path(__file__).read_text("utf-8")
