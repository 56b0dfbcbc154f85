import { describe, expect, it } from '@jest/globals';

import { productionToken, saysProduction, testToken, tokens } from '../../../lib/environment/tokens.js';

describe('tokens', () => {
  it.each([
    ['db-prod01', ['db', 'prod']],
    ['AppProd', ['app', 'prod']],
    ['APPProd', ['app', 'prod']],
    ['product_catalog', ['product', 'catalog']],
    ['shop.test/e2e', ['shop', 'test', 'e2e']],
    ['shop_test_3', ['shop', 'test']],
    ['', []],
  ])('%j is %j', (name, words) => {
    expect(tokens(name)).toEqual(words);
  });
});

describe('productionToken', () => {
  it.each([
    'prod',
    'prod1',
    'AppProd',
    'db-prod01',
    'PROD',
    'my_production',
    'prd-eu',
    'device-prod',
    'dev-and-prod',
    'shopProd2',
    'proj-prod:europe-west1:db',
    'Prod.Example.com',
    'pROD',
  ])('%s says production', (name) => {
    expect(productionToken(name)).toBeDefined();
  });

  it.each([
    'product_catalog',
    'products',
    'reproduction',
    'livestock',
    'live',
    'main',
    'main_db',
    'maintenance',
    'non-prod',
    'not-prod',
    'non_production',
    'NonProd',
    'nonprod',
    'preprod',
    'development',
    '',
  ])('%s does not', (name) => {
    expect(productionToken(name)).toBeUndefined();
  });
});

describe('saysProduction', () => {
  it.each([
    ['production', true],
    ['prod', true],
    ['prd', true],
    ['live', true],
    ['main', true],
    ['eu-production', true],
    ['non-prod', false],
    ['preview', false],
    ['staging', false],
    ['development', false],
    ['', false],
  ])('%j: %j', (word, says) => {
    expect(saysProduction(word)).toBe(says);
  });
});

describe('testToken', () => {
  it.each([
    'test',
    'shop_test',
    'shopTest',
    'test1',
    'testdb',
    'e2e',
    'app-ci',
    'jest_3',
    'vitest',
    'tmp_shop',
    'shop.temp',
    'unittest',
    'TESTING',
  ])('%s is made to be thrown away', (name) => {
    expect(testToken(name)).toBeDefined();
  });

  it.each([
    'contest',
    'latest',
    'attestation',
    'shop',
    'postgres',
    'template',
    'citest',
    'temperature',
    'dev',
    'testament',
  ])('%s is not', (name) => {
    expect(testToken(name)).toBeUndefined();
  });
});
