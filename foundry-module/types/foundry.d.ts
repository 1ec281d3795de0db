// The globals of Foundry that the module touches. Loose on purpose: there are no types of all the
// generations it runs on, and `compat.mjs` is where the differences are known.

declare const game: any;
declare const ui: any;
declare const foundry: any;

declare const Hooks: {
  on(name: string, handler: (...parts: any[]) => unknown): number;
  once(name: string, handler: (...parts: any[]) => unknown): number;
  off(name: string, handler: number | ((...parts: any[]) => unknown)): void;
  callAll(name: string, ...parts: unknown[]): boolean;
};
