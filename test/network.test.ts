import { describe, expect, test } from 'vitest';
import { isLoopback, isProxied } from '../src/network.js';

describe('this machine', () => {
  test.each(['127.0.0.1', '127.8.9.1', 'localhost', 'LOCALHOST', 'localhost.', 'llm.localhost', '::1', '[::1]', '0.0.0.0', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]'])('is %s', (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  // Names that begin or end like one of its own may be anybody's.
  test.each(['128.0.0.1', '10.0.0.1', '192.168.0.1', 'notlocalhost', 'localhost.example.com', '127.0.0.1.example.com', '[::2]', '[fe80::1]', '[::ffff:10.0.0.1]', 'example.com', ''])('is not %s', (host) => {
    expect(isLoopback(host)).toBe(false);
  });

  test.each(['http://127.1:4000', 'http://2130706433', 'http://0x7f.1', 'http://[0:0:0:0:0:0:0:1]:4000'])('is %s as an address has it', (url) => {
    expect(isLoopback(new URL(url).hostname)).toBe(true);
  });
});

describe('a system proxy', () => {
  const [HTTP, HTTPS] = ['http://web:3128', 'http://tls:3128'];
  test.each<[string, string, { httpProxy?: string; httpsProxy?: string; noProxy?: string }, boolean]>([
    ['takes https', 'https://slack.com/api/', { httpsProxy: HTTPS }, true],
    ['takes WebSockets', 'wss://wss-primary.slack.com/', { httpsProxy: HTTPS }, true],
    ['for http takes no https', 'https://slack.com/', { httpProxy: HTTP }, false],
    ['for https takes no http', 'http://llm.example/', { httpsProxy: HTTPS }, false],
    ['takes http', 'http://llm.example/', { httpProxy: HTTP }, true],
    ['takes plain WebSockets', 'ws://llm.example/', { httpProxy: HTTP }, true],
    ['that is empty takes nothing', 'https://slack.com/', { httpsProxy: '' }, false],
    ['never takes loopback', 'http://127.0.0.1:4000', { httpProxy: HTTP, httpsProxy: HTTPS }, false],
    ['never takes loopback by name', 'https://localhost:4000', { httpProxy: HTTP, httpsProxy: HTTPS }, false],
    ['never takes loopback in its sixth version', 'http://[::1]:4000', { httpProxy: HTTP }, false],
  ])('%s', (_, url, { httpProxy, httpsProxy, noProxy }, expected) => {
    expect(isProxied(new URL(url), { httpProxy, httpsProxy, noProxy })).toBe(expected);
  });

  test.each<[string, string, boolean]>([
    ['', 'https://slack.com/', true], ['*', 'https://slack.com/', false], ['example.com,*', 'https://slack.com/', false],
    ['slack.com', 'https://slack.com/', false], ['slack.com', 'https://api.slack.com/', false], ['.slack.com', 'https://api.slack.com/', false],
    ['*.slack.com', 'https://api.slack.com/', false], ['slack.com', 'https://notslack.com/', true], ['slack.com', 'https://slack.com.evil.example/', true],
    ['SLACK.com', 'https://slack.COM/', false], ['a, slack.com b', 'https://slack.com/', false],
    ['slack.com:443', 'https://slack.com/', false], ['slack.com:8443', 'https://slack.com/', true], ['slack.com:8443', 'https://slack.com:8443/', false],
    ['10.0.0.1', 'https://10.0.0.1/', false], ['10.0.0.1', 'https://10.0.0.12/', true],
    ['[2001:db8::1]', 'https://[2001:db8::1]/', false], ['2001:db8::1', 'https://[2001:db8::1]/', false], ['[2001:db8::1]:8443', 'https://[2001:db8::1]/', true],
  ])('NO_PROXY=%s lets %s through it: %s', (noProxy, url, expected) => {
    expect(isProxied(new URL(url), { httpProxy: HTTP, httpsProxy: HTTPS, noProxy })).toBe(expected);
  });
});
