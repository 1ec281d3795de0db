// What the module adds to Foundry's types: its settings, its flag, its hook and the one it listens to.

import "fvtt-types/configuration";

declare module "fvtt-types/configuration" {
  interface AssumeHookRan {
    ready: never;
  }

  interface SettingConfig {
    "tumulte-integration.serverUrl": string;
    "tumulte-integration.hiddenRolls": string;
    "tumulte-integration.credentials": object;
    "tumulte-integration.identity": object;
  }

  interface FlagConfig {
    User: { "tumulte-integration": { paired: boolean } };
  }

  namespace Hooks {
    interface HookConfig {
      "tumulte.status": (status: any) => void;
      diceSoNiceRollComplete: (messageId: string) => void;
    }
  }
}
