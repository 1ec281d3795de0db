/** Sample cards for placing the browser source in OBS: they take the same road as real ones, from the intake on. */

const PAUSE_MS = 3_400;

const SAMPLES = {
  success: {
    type: 'dice:critical',
    payload: {
      character: { id: 'demo', name: 'Brunehaut of Ashford', avatarUrl: null },
      formula: '2d20kh1 + 9',
      result: 29,
      dice: [
        { faces: 20, result: 20, active: true },
        { faces: 20, result: 11, active: false },
      ],
      isHidden: false,
      criticalType: 'success',
      label: 'Natural 20',
      severity: 'major',
    },
  },
  failure: {
    type: 'dice:critical',
    payload: {
      character: { id: 'demo', name: 'Tobias Quill', avatarUrl: null },
      formula: '1d20 + 3',
      result: 4,
      dice: [{ faces: 20, result: 1, active: true }],
      isHidden: false,
      criticalType: 'failure',
      label: 'Natural 1',
      severity: 'major',
    },
  },
  masked: {
    type: 'dice:hidden',
    payload: {
      character: { id: 'demo', name: 'Brunehaut of Ashford', avatarUrl: null },
      formula: '???',
      result: '???',
      isHidden: true,
    },
  },
  roll: {
    type: 'dice:roll',
    payload: {
      character: { id: 'demo', name: 'Tobias Quill', avatarUrl: null },
      formula: '1d20 + 5',
      result: 17,
      dice: [{ faces: 20, result: 12, active: true }],
      isHidden: false,
      criticalType: null,
      label: null,
      severity: null,
    },
  },
};

let shown = 0;

/**
 * A sample as an event that happens now.
 *
 * @param {'success'|'failure'|'masked'|'roll'} which
 * @returns {{type: string, payload: object}}
 */
export function sampleEvent(which) {
  shown += 1;
  const { type, payload } = SAMPLES[which];
  return { type, payload: { ...payload, rollId: `demo-${shown}`, rolledAt: new Date().toISOString() } };
}

/**
 * One sample after the other, for ever.
 *
 * @param {'success'|'failure'|'masked'|'roll'|'all'} which
 * @param {(event: {type: string, payload: object}) => void} receive
 */
export function startDemo(which, receive) {
  const cast = which === 'all' ? ['success', 'failure', 'masked'] : [which];
  let turn = 0;
  function play() {
    receive(sampleEvent(cast[turn % cast.length]));
    turn += 1;
    setTimeout(play, PAUSE_MS);
  }
  play();
}

/**
 * Something to ask, to see where it is shown.
 * @param {number} now
 */
export function samplePoll(now) {
  return {
    pollId: 'demo', campaignId: 'demo', question: 'Does the rogue open the door?', status: 'running', voters: 128, winner: null, tie: [],
    options: [{ text: 'Open it', votes: 79 }, { text: 'Listen first', votes: 37 }, { text: 'Run', votes: 12 }],
    startedAt: new Date(now).toISOString(), endsAt: new Date(now + 300_000).toISOString(), voteUrl: `${location.origin}/vote/demo`,
  };
}

/** A fight and a party to look at while a layout is chosen. */
export const TABLE = {
  combat: {
    vttCombatId: 'demo',
    round: 3,
    started: true,
    current: 'c3',
    combatants: [
      { id: 'c1', name: 'Brunehaut of Ashford', initiative: 21, isPlayer: true, isDefeated: false },
      { id: 'c2', name: null, isPlayer: false, isDefeated: false },
      { id: 'c3', name: 'Tobias Quill', initiative: 17, isPlayer: true, isDefeated: false },
      { id: 'c4', name: 'Goblin Boss', isPlayer: false, isDefeated: true },
      { id: 'c5', name: 'Ysolde', initiative: 9, isPlayer: true, isDefeated: false },
      { id: 'c6', name: null, isPlayer: false, isDefeated: false },
    ],
  },
  characters: [
    {
      id: 'demo', name: 'Brunehaut of Ashford', avatarUrl: null, stats: { hp: { value: 38, max: 52, temp: 6 }, ac: 18 }, conditions: [],
      inventory: [{ name: 'Oathkeeper', kind: 'weapon', quantity: 1, equipped: true }, { name: 'Tower shield', kind: 'equipment', quantity: 1, equipped: true }],
    },
    {
      id: 'demo-2', name: 'Tobias Quill', avatarUrl: null, stats: { hp: { value: 9, max: 31, temp: 0 }, ac: 14 }, conditions: ['poisoned', 'prone'],
      inventory: [{ name: 'Rapier', kind: 'weapon', quantity: 1, equipped: true }, { name: 'Throwing knife', kind: 'weapon', quantity: 5, equipped: true }],
    },
    {
      id: 'demo-3', name: 'Ysolde', avatarUrl: null, stats: { hp: { value: 22, max: 24, temp: 0 }, ac: 12 }, conditions: ['concentrating'],
      inventory: [{ name: 'Ash staff', kind: 'weapon', quantity: 1, equipped: true }],
    },
  ],
};
