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

/**
 * @param {'success'|'failure'|'masked'|'roll'|'all'} which
 * @param {(event: {type: string, payload: object}) => void} receive
 */
export function startDemo(which, receive) {
  const cast = which === 'all' ? [SAMPLES.success, SAMPLES.failure, SAMPLES.masked] : [SAMPLES[which]];
  let turn = 0;
  function play() {
    const { type, payload } = cast[turn % cast.length];
    receive({ type, payload: { ...payload, rollId: `demo-${turn}`, rolledAt: new Date().toISOString() } });
    turn += 1;
    setTimeout(play, PAUSE_MS);
  }
  play();
}
