/** The overlay's own words, and what the rule books' verdicts and conditions are called in French. */

const POLL_EN = { poll_running: 'Your vote', poll_counting: 'Counting…', poll_won: 'You have chosen', poll_tied: 'A tie', poll_nobody: 'Nobody voted', vote: '{count} vote', votes: '{count} votes', scan: 'Scan to vote' };
const POLL_FR = { poll_running: 'À vous de voter', poll_counting: 'Dépouillement…', poll_won: 'Vous avez choisi', poll_tied: 'Égalité', poll_nobody: 'Personne n’a voté', vote: '{count} vote', votes: '{count} votes', scan: 'Scannez pour voter' };

const OWN = {
  en: { round: 'Round {round}', down: 'Out', unnamed: 'Unknown', used: 'uses {item}', tempHp: '+{points} temporary', more: '+{count}', level: 'Level {level}', ...POLL_EN },
  fr: { round: 'Round {round}', down: 'À terre', unnamed: 'Inconnu', used: 'utilise {item}', tempHp: '+{points} temporaires', more: '+{count}', level: 'Niveau {level}', ...POLL_FR },
};

/** By the English label in lower case, as the systems' rule files spell it. */
const VERDICTS_FR = {
  'natural 20': '20 naturel',
  'natural 1': '1 naturel',
  'critical hit': 'Coup critique',
  'critical miss': 'Échec critique',
  'critical success': 'Réussite critique',
  'critical failure': 'Échec critique',
  critical: 'Critique',
  fumble: 'Maladresse',
  botch: 'Désastre',
  complication: 'Complication',
  'exceptional success': 'Réussite exceptionnelle',
  'exceptional failure': 'Échec exceptionnel',
  'extreme success': 'Réussite extrême',
  'automatic failure': 'Échec automatique',
  'automatic success': 'Réussite automatique',
  'critical threat': 'Menace de critique',
  'threat not confirmed': 'Menace non confirmée',
  opportunity: 'Opportunité',
  glitch: 'Anicroche',
  'critical glitch': 'Anicroche critique',
  despair: 'Désespoir',
  triumph: 'Triomphe',
  'messy critical': 'Critique brouillon',
  'bestial failure': 'Échec bestial',
  'righteous fury': 'Juste fureur',
  'heroic success': 'Réussite héroïque',
  'perfect success': 'Réussite parfaite',
  'spectacular success': 'Réussite spectaculaire',
  'wrath critical': 'Critique de courroux',
  glory: 'Gloire',
  stunt: 'Prouesse',
  stunts: 'Prouesses',
  raise: 'Relance',
};

const CONDITIONS_FR = {
  blinded: 'aveuglé',
  charmed: 'charmé',
  concentrating: 'concentré',
  confused: 'confus',
  dead: 'mort',
  deafened: 'assourdi',
  drained: 'drainé',
  dying: 'mourant',
  exhaustion: 'épuisé',
  fatigued: 'fatigué',
  frightened: 'effrayé',
  grappled: 'agrippé',
  grabbed: 'agrippé',
  hidden: 'caché',
  incapacitated: 'neutralisé',
  invisible: 'invisible',
  'off-guard': 'pris au dépourvu',
  paralyzed: 'paralysé',
  petrified: 'pétrifié',
  poisoned: 'empoisonné',
  prone: 'à terre',
  restrained: 'entravé',
  sickened: 'malade',
  slowed: 'ralenti',
  stunned: 'étourdi',
  unconscious: 'inconscient',
  wounded: 'blessé',
};

/** Speaks one language at a time. */
export class Words {
  #language = 'en';

  /** @param {'en'|'fr'} language */
  set language(language) {
    this.#language = language;
  }

  /**
   * @param {keyof typeof OWN.en} name
   * @param {Record<string, string|number>} [holes] what stands for `{…}`
   * @returns {string}
   */
  say(name, holes = {}) {
    return Object.entries(holes).reduce((text, [hole, value]) => text.replace(`{${hole}}`, String(value)), OWN[this.#language][name]);
  }

  /**
   * A verdict's label; one nobody has translated stays as the rules spell it.
   * @param {string} label
   */
  verdict(label) {
    return (this.#language === 'fr' ? VERDICTS_FR[label.trim().toLowerCase()] : undefined) ?? label;
  }

  /**
   * A condition's name for people: `off-guard` and `Compendium.Prone` come out as words.
   * @param {string} condition
   */
  condition(condition) {
    const plain = condition.split('.').at(-1).trim();
    const known = this.#language === 'fr' ? CONDITIONS_FR[plain.toLowerCase()] : undefined;
    return known ?? plain.replace(/[_-]+/g, ' ').replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').toLowerCase();
  }
}
