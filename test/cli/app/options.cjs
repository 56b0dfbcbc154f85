/* The options of the connection, as the test gives them; an application's own logging must not get between. */
module.exports = {
  options: { ...JSON.parse(process.env.TEST_OPTIONS ?? '{}'), logging: console.log },
  safeSync: JSON.parse(process.env.TEST_SAFE_SYNC ?? '{}'),
};
