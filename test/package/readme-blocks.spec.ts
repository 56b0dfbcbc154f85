/** Every block of TypeScript in the README compiles under strict rules; every command of a shell is one that exists. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

const root = process.cwd();
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const blocksOf = (language: string): readonly string[] =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, block = '']) => block);

/** What a reader has around a fragment. */
const AROUND: Readonly<Record<string, string>> = {
  Column: `import { Column } from 'sequelize-typescript';`,
  DataType: `import { DataType } from 'sequelize-typescript';`,
  Model: `import { Model } from 'sequelize-typescript';`,
  Table: `import { Table } from 'sequelize-typescript';`,
  ConfigModule: `import { ConfigModule } from '@nestjs/config';`,
  ConfigService: `import { ConfigService } from '@nestjs/config';`,
  SafeSyncModule: `import { SafeSyncModule } from 'nestjs-safe-sync';`,
  RenamedFrom: `import { RenamedFrom } from 'nestjs-safe-sync';`,
  DataTypes: `import { DataTypes } from 'sequelize';`,
  Controller: `import { Controller } from '@nestjs/common';`,
  Get: `import { Get } from '@nestjs/common';`,
  HealthCheck: `import { HealthCheck } from '@nestjs/terminus';`,
  HealthCheckService: `import { HealthCheckService } from '@nestjs/terminus';`,
  safeSync: `import type { SafeSync } from 'nestjs-safe-sync'; declare const safeSync: SafeSync;`,
  printPlan: `import { printPlan } from 'nestjs-safe-sync';`,
  newDb: `import { newDb } from 'pg-mem';`,
  sequelize: `import type { Sequelize } from 'sequelize'; declare const sequelize: Sequelize;`,
};
const USER_MODEL = `import { Model } from 'sequelize-typescript'; export class User extends Model {}`;

function complete(block: string): string {
  const needed = Object.entries(AROUND).filter(([name]) => {
    const isUsed = new RegExp(`\\b${name}\\b`).test(block);
    const isThere = new RegExp(`^(import .*|const |let )\\b${name}\\b`, 'm').test(block);
    return isUsed && !isThere && !new RegExp(`^\\s+${name}:`, 'm').test(block);
  });
  return `${needed.map(([, line]) => line).join('\n')}\n${block}\nexport {};\n`;
}

describe('the README', () => {
  it('has no block of TypeScript that does not compile', () => {
    const files = new Map<string, string>([[join(root, 'test', 'package', 'user.model.ts'), USER_MODEL]]);
    const blocks = blocksOf('ts').map((block, at) => {
      const file = join(root, 'test', 'package', `readme-block-${at + 1}.ts`);
      files.set(file, complete(block));
      return file;
    });
    expect(blocks.length).toBeGreaterThan(3);

    const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile) as { config: object };
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    const host = ts.createCompilerHost(options);
    const { readFile, fileExists, getSourceFile } = host;
    host.readFile = (name) => files.get(name) ?? readFile(name);
    host.fileExists = (name) => files.has(name) || fileExists(name);
    host.getSourceFile = (name, version, ...rest) => {
      const text = files.get(name);
      return text === undefined ? getSourceFile(name, version, ...rest) : ts.createSourceFile(name, text, version);
    };
    const program = ts.createProgram(blocks, { ...options, noUnusedLocals: false }, host);
    const faults = ts
      .getPreEmitDiagnostics(program)
      .map(({ file, messageText }) => `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
    expect(faults).toEqual([]);
  }, 120_000);

  it('has no command that does not exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
    const program = readFileSync(join(root, 'lib', 'cli', 'program.ts'), 'utf8');
    const lines = blocksOf('sh').flatMap((block) => block.split('\n'));
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) {
      for (const [, script = ''] of line.matchAll(/npm (?:run )?(test|demo|bench)\b/g))
        expect(scripts).toHaveProperty(script);
      for (const [, command = ''] of line.matchAll(/safe-sync (\w+)/g)) expect(program).toContain(`'${command}`);
    }
  });
});
