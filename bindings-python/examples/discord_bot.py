"""A Discord bot that rolls dice and announces criticals: `!roll 2d20kh1 + 7`."""

import os

import discord
from discord.ext import commands

import tumulte

intents = discord.Intents.default()
intents.message_content = True
bot = commands.Bot("!", intents=intents)


@bot.command()
async def roll(context: commands.Context[commands.Bot], *, formula: str) -> None:
    """Rolls dice as Foundry does, and judges them by the rules of D&D."""
    try:
        rolled = tumulte.roll(formula)
    except tumulte.DiceError as error:
        await context.reply(f"```\n{error.render()}\n```")
        return
    answer = f"🎲 {rolled.text}"
    match tumulte.judge("dnd5e", rolled):
        case tumulte.Verdict("success", label):
            answer += f"\n✨ **{label}!** {context.author.display_name}, the table roars."
        case tumulte.Verdict("failure", label):
            answer += f"\n💀 **{label}.** It was a good plan, {context.author.display_name}."
    await context.reply(answer)


if __name__ == "__main__":
    bot.run(os.environ["DISCORD_TOKEN"])
