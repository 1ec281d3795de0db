// As much of JSON Schema as the manifest's schema needs.

const TYPES = {
  object: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  array: Array.isArray,
  string: (value) => typeof value === "string",
  boolean: (value) => typeof value === "boolean",
};

/**
 * What is wrong with a value; empty when nothing is.
 * @param {any} schema
 * @param {unknown} value
 * @returns {string[]}
 */
export function faults(schema, value, at = "$", definitions = schema.$defs ?? {}) {
  if (schema.$ref) return faults(definitions[schema.$ref], value, at, definitions);
  if (!TYPES[schema.type](value)) return [`${at} is no ${schema.type}`];
  if (schema.type === "array") {
    return value.flatMap((item, index) => faults(schema.items, item, `${at}[${index}]`, definitions));
  }
  if (schema.type === "string") {
    const found = [];
    if (schema.pattern && !new RegExp(schema.pattern).test(value)) found.push(`${at} is not of the form ${schema.pattern}`);
    if (schema.minLength && value.trim().length < schema.minLength) found.push(`${at} is empty`);
    if (schema.enum && !schema.enum.includes(value)) found.push(`${at} is none of ${schema.enum}`);
    if (schema.format === "uri" && !URL.canParse(value)) found.push(`${at} is no address`);
    return found;
  }
  if (schema.type !== "object") return [];
  const known = schema.properties ?? {};
  return [
    ...(schema.required ?? []).filter((key) => !(key in value)).map((key) => `${at}.${key} is missing`),
    ...Object.entries(value).flatMap(([key, inner]) => {
      if (known[key]) return faults(known[key], inner, `${at}.${key}`, definitions);
      return schema.additionalProperties === false ? [`${at}.${key} is not known`] : [];
    }),
  ];
}
