// @ts-check
// Who may see a message, read from the stored document alone. Pure.
//
// Never asked: `isContentVisible`. In a GM's browser it says that the GM may see it.

/**
 * @param {{blind?: boolean, whisper?: string[], author?: string}} source a stored chat message
 * @returns {"public" | "blind" | "self" | "gm_only"}
 */
export function visibilityOf(source) {
  if (source.blind) return "blind";
  const whisper = source.whisper ?? [];
  if (whisper.length === 0) return "public";
  return whisper.length === 1 && whisper[0] === source.author ? "self" : "gm_only";
}

/**
 * Whether a stream must not learn what the message says.
 * @param {{blind?: boolean, whisper?: string[], author?: string}} source
 */
export const isHidden = (source) => visibilityOf(source) !== "public";
