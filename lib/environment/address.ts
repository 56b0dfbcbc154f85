import { BlockList, isIP } from 'node:net';

export type AddressKind = 'loopback' | 'private' | 'public';

const loopback = blockList([
  ['127.0.0.0', 8],
  ['0.0.0.0', 32],
  ['::1', 128],
  ['::', 128],
]);

/** RFC 1918, RFC 4193 and link-local. Not 100.64.0.0/10: what is reached through it is somebody else's network. */
const privateNetworks = blockList([
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['fc00::', 7],
  ['fe80::', 10],
]);

/** What an IP address is; undefined for what is none. */
export function addressKind(host: string): AddressKind | undefined {
  const address = host.replace(/%.*$/, '');
  const family = isIP(address);
  // Resolvers read `2130706433` and `0x7f000001` as addresses too; what they point at is not worth working out.
  if (family === 0) return /^(0x[0-9a-f]+|\d+)(\.\d+)*$/i.test(address) ? 'public' : undefined;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  if (loopback.check(address, type)) return 'loopback';
  return privateNetworks.check(address, type) ? 'private' : 'public';
}

function blockList(subnets: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of subnets) list.addSubnet(network, prefix, network.includes(':') ? 'ipv6' : 'ipv4');
  return list;
}
