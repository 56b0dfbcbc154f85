/**
 * The gate: puts work in front of the connection that Nest hands out, so that nobody is injected with it before the
 * schema is right. It changes the dynamic module that `SequelizeModule.forRootAsync` returns; it never reaches into
 * Nest's own classes.
 */
import type { DynamicModule, FactoryProvider, InjectionToken, Provider } from '@nestjs/common';

import { SafeSyncError } from './safe-sync.errors.js';

type Import = NonNullable<DynamicModule['imports']>[number];

/** `open` is Nest's own work, its arguments already bound; `injected` are the values of the extra tokens. */
export type Gate = (open: () => Promise<unknown>, injected: readonly unknown[]) => Promise<unknown>;

/**
 * The same module, with the factory behind `token` called through the gate.
 *
 * @throws SafeSyncError with code SAFE_SYNC_UNSUPPORTED_NEST when the module makes no such provider
 */
export function putGate(
  module: DynamicModule,
  token: InjectionToken,
  inject: InjectionToken[],
  gate: Gate,
): DynamicModule {
  const gated = replaceFactory(module, token, (provider) => throughGate(provider, inject, gate));
  if (gated) return gated;
  throw new SafeSyncError(
    'SAFE_SYNC_UNSUPPORTED_NEST',
    `This version of @nestjs/sequelize makes its connection in a way that SafeSyncModule does not know: no factory for ` +
      `${describeToken(token)} was found, so the schema could not be checked before the application uses it. ` +
      'Use @nestjs/sequelize 10, 11 or 12.',
  );
}

function throughGate(provider: FactoryProvider, inject: InjectionToken[], gate: Gate): FactoryProvider {
  const own = provider.inject ?? [];
  return {
    ...provider,
    inject: [...own, ...inject],
    useFactory: (...args: unknown[]) =>
      gate(async () => provider.useFactory(...args.slice(0, own.length)), args.slice(own.length)),
  };
}

function replaceFactory(
  module: DynamicModule,
  token: InjectionToken,
  replace: (provider: FactoryProvider) => FactoryProvider,
): DynamicModule | null {
  const provider = module.providers?.find((candidate) => isFactoryOf(candidate, token));
  if (provider) {
    const replacement = replace(provider);
    return {
      ...module,
      providers: module.providers?.map((candidate) => (candidate === provider ? replacement : candidate)),
      exports: module.exports?.map((candidate) => (candidate === provider ? replacement : candidate)),
    };
  }
  const imports = module.imports ?? [];
  for (const [index, imported] of imports.entries()) {
    const replaced = isDynamicModule(imported) ? replaceFactory(imported, token, replace) : null;
    if (replaced) return { ...module, imports: imports.with(index, replaced) };
  }
  return null;
}

function isFactoryOf(provider: Provider, token: InjectionToken): provider is FactoryProvider {
  return 'provide' in provider && provider.provide === token && 'useFactory' in provider;
}

function isDynamicModule(imported: Import): imported is DynamicModule {
  return typeof imported === 'object' && 'module' in imported;
}

function describeToken(token: InjectionToken): string {
  return typeof token === 'function' ? `the class ${token.name}` : `"${String(token)}"`;
}
