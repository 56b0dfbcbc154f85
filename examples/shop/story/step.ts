import type { Narrator } from '../narrator.js';
import type { ShopServer } from '../shop-server.js';

/** What a step has at hand. */
export interface Scene {
  readonly server: ShopServer;
  readonly narrator: Narrator;
}

export interface Step {
  readonly headline: string;
  readonly play: (scene: Scene) => Promise<void>;
}

/** The shop's database, and copies of it as it was under version 1, each with what it is for. */
export const databases = {
  shop: 'shop',
  withoutTheLibrary: 'shop_without',
  yesterday: 'shop_yesterday',
  tests: 'shop_test',
} as const;
