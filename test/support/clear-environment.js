/**
 * Before each test file: only what a process needs to run stays in its environment. The library judges by variables
 * (NODE_ENV, CI, KUBERNETES_*, PG*, …), so a test must meet exactly those that it sets itself.
 */
const KEPT = [
  /^(path|home|user|logname|shell|tmpdir|tmp|temp|tz|lang|lc_.*|systemroot|comspec|pathext|appdata)$/i,
  /^(node_options|node_path|node_extra_ca_certs|ssl_cert_.*|.*_proxy|npm_.*)$/i,
  /^safe_sync_test_.*$/i,
];

for (const name of Object.keys(process.env)) {
  if (!KEPT.some((pattern) => pattern.test(name))) delete process.env[name];
}
