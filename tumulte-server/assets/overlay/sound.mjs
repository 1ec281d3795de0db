/** Sounds, synthesised: nothing to load, nothing to license, quiet unless asked otherwise. */

const LANDING_S = 0.42;
const BELLS = [587.33, 739.99, 880, 1174.66];
const LOUDNESS = { minor: 0.7, major: 1, extreme: 1.25 };

/** Plays a card's sound; silent where the browser allows none. */
export class Sound {
  #isSilent = true;
  #volume = 0;
  #playing = new Set();
  #context = null;
  #noise = null;

  /**
   * How loud from now on.
   * @param {{isSilent: boolean, volume: number}} options
   */
  set({ isSilent, volume }) {
    this.#isSilent = isSilent || volume <= 0 || typeof AudioContext === 'undefined';
    this.#volume = volume;
    if (this.#isSilent) this.hush();
  }

  /** Stops what is heard. */
  hush() {
    for (const out of this.#playing) out.disconnect();
    this.#playing.clear();
  }

  /** @param {import('./cards.mjs').Card} card */
  play(card) {
    if (this.#isSilent || card.kind === 'roll') return;
    try {
      this.#context ??= new AudioContext();
      // A browser that wants a click first keeps it suspended; OBS does not.
      if (this.#context.state === 'suspended') {
        this.#context.resume().catch(() => {});
        if (this.#context.state === 'suspended') return;
      }
      const out = this.#context.createGain();
      out.gain.value = this.#volume * (LOUDNESS[card.severity] ?? 1);
      out.connect(this.#context.destination);
      const start = this.#context.currentTime;
      if (card.kind === 'success') this.#success(out, start, card.severity);
      else if (card.kind === 'failure') this.#failure(out, start);
      else this.#masked(out, start);
      this.#playing.add(out);
      setTimeout(() => {
        out.disconnect();
        this.#playing.delete(out);
      }, 4_000);
    } catch {
      // No audio device: the card speaks for itself.
    }
  }

  #success(out, start, severity) {
    const land = start + LANDING_S;
    this.#thump(out, land, 110, 0.5);
    const bells = severity === 'minor' ? BELLS.slice(0, 2) : BELLS;
    bells.forEach((pitch, index) => {
      this.#tone(out, { pitch, type: 'sine', at: land + index * 0.075, attack: 0.006, decay: 1.1, level: 0.3 });
      this.#tone(out, { pitch: pitch * 2.76, type: 'sine', at: land + index * 0.075, attack: 0.004, decay: 0.35, level: 0.06 });
    });
    this.#wind(out, { at: land, length: 0.9, from: 6_000, to: 9_500, level: 0.05 });
  }

  #failure(out, start) {
    const land = start + LANDING_S;
    this.#thump(out, land, 62, 0.9);
    this.#wind(out, { at: land, length: 0.16, from: 3_200, to: 500, level: 0.5, attack: 0.002 });
    this.#tone(out, { pitch: 146.83, slideTo: 73.42, type: 'triangle', at: land + 0.04, attack: 0.01, decay: 1.1, level: 0.34 });
    this.#tone(out, { pitch: 155.56, slideTo: 74.6, type: 'triangle', at: land + 0.04, attack: 0.01, decay: 1.0, level: 0.24 });
  }

  #masked(out, start) {
    this.#wind(out, { at: start, length: 1.7, from: 260, to: 900, level: 0.34, attack: 0.6 });
    this.#tone(out, { pitch: 110, type: 'sine', at: start + 0.1, attack: 0.5, decay: 1.2, level: 0.14 });
  }

  #thump(out, at, pitch, level) {
    this.#tone(out, { pitch: pitch * 1.8, slideTo: pitch * 0.6, type: 'sine', at, attack: 0.003, decay: 0.3, level });
  }

  #tone(out, { pitch, slideTo, type, at, attack, decay, level }) {
    const oscillator = this.#context.createOscillator();
    oscillator.type = type;
    oscillator.frequency.setValueAtTime(pitch, at);
    if (slideTo) oscillator.frequency.exponentialRampToValueAtTime(slideTo, at + decay * 0.7);
    oscillator.connect(this.#envelope(out, at, attack, decay, level));
    oscillator.start(at);
    oscillator.stop(at + attack + decay + 0.05);
  }

  #wind(out, { at, length, from, to, level, attack = 0.04 }) {
    const source = this.#context.createBufferSource();
    source.buffer = this.#noise ??= this.#whiteNoise();
    const filter = this.#context.createBiquadFilter();
    filter.type = 'bandpass';
    filter.Q.value = 0.9;
    filter.frequency.setValueAtTime(from, at);
    filter.frequency.exponentialRampToValueAtTime(to, at + length);
    source.connect(filter);
    filter.connect(this.#envelope(out, at, attack, Math.max(0.05, length - attack), level));
    source.start(at);
    source.stop(at + length + 0.1);
  }

  #envelope(out, at, attack, decay, level) {
    const gain = this.#context.createGain();
    gain.gain.setValueAtTime(0.0001, at);
    gain.gain.exponentialRampToValueAtTime(level, at + attack);
    gain.gain.exponentialRampToValueAtTime(0.0001, at + attack + decay);
    gain.connect(out);
    return gain;
  }

  #whiteNoise() {
    const buffer = this.#context.createBuffer(1, this.#context.sampleRate * 2, this.#context.sampleRate);
    const samples = buffer.getChannelData(0);
    for (let index = 0; index < samples.length; index += 1) samples[index] = Math.random() * 2 - 1;
    return buffer;
  }
}
