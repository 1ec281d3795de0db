// A Discord bot: `/roll formula: 1d20 + 5` rolls, and a critical is announced.
// DISCORD_TOKEN=… node discord-bot.mjs; the command `roll` has one option, the text `formula`.
import { Client, Events } from "discord.js";
import { DiceError, judge, roll } from "tumulte";

const CHEERS = { success: "🎉", failure: "💀" };

/** What the bot says to a formula. */
function answer(formula) {
  const rolled = roll(formula);
  const verdict = judge("dnd5e", { dice: rolled.dice, total: rolled.total });
  if (!verdict.isCritical) return rolled.text;
  return `${rolled.text}\n${CHEERS[verdict.type]} **${verdict.label}!**`;
}

const client = new Client({ intents: [], rest: { api: process.env.DISCORD_API ?? "https://discord.com/api" } });

client.on(Events.InteractionCreate, async (interaction) => {
  if (!interaction.isChatInputCommand() || interaction.commandName !== "roll") return;
  try {
    await interaction.reply(answer(interaction.options.getString("formula", true)));
  } catch (error) {
    if (!(error instanceof DiceError)) throw error;
    await interaction.reply({ content: `\`\`\`\n${error.render()}\n\`\`\``, flags: "Ephemeral" });
  }
});

await client.login(process.env.DISCORD_TOKEN);
