import { isChosen } from '../../support/chosen-dialects.js';
import type { DialectName, TestServer } from '../../support/database.js';
import { describeLeftOut, describeUnless } from '../../support/describe-unless.js';
import { testServers } from '../../support/dialects.js';

/** The newest server of each dialect, under names without versions: snapshots are the same on every machine. */
export function forEachKind(
  name: string,
  cases: (server: TestServer) => void,
  dialects: readonly DialectName[] = ['postgres', 'sqlite', 'mysql'],
): void {
  for (const dialect of dialects) {
    const server = testServers.find((one) => one.dialect === dialect);
    const title = `${name} on ${dialect}`;
    const nobody: TestServer = { dialect, label: dialect, url: '' };
    if (!isChosen(dialect)) describeLeftOut(title, () => cases(nobody));
    else if (server === undefined) describeUnless(`there is no ${dialect}`, title, () => cases(nobody));
    else describeUnless(null, title, () => cases(server));
  }
}
