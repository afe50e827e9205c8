import { describe, expect, it } from 'vitest';
import { first, warnings } from './body-helper.ts';

const main = (line: string, events = '') => `${line}\nevents { ${events} }\n`;

describe('the main level', () => {
  it.each([
    ['worker_processes auto;', 'ok'],
    ['worker_processes 4k;', '"worker_processes" directive invalid value:1'],
    ['worker_priority -5;', 'ok'],
    ['worker_priority 0; worker_priority 5;', 'ok'],
    ['worker_priority 5; worker_priority 0;', '"worker_priority" directive is duplicate:1'],
    ['worker_priority low;', '"worker_priority" directive invalid number:1'],
    ['worker_cpu_affinity auto 0101;', 'ok'],
    ['worker_cpu_affinity 012;', 'invalid character "2" in "worker_cpu_affinity":1'],
    ['worker_cpu_affinity auto 01 10;', 'invalid number of arguments in "worker_cpu_affinity" directive:1'],
    ['thread_pool a threads=2 max_queue=10;', 'ok'],
    ['thread_pool a max_queue=1;', '"thread_pool" must have "threads" parameter:1'],
    ['thread_pool a threads=0;', 'invalid threads value "threads=0":1'],
    ['thread_pool a threads=1; thread_pool a threads=1;', 'duplicate thread pool "a":1'],
    ['env A=1; env A;', 'ok'],
  ])('%s', (line, want) => expect(first(main(line))).toBe(want));

  it('loads modules before the first block', () => {
    expect(first('events { }\nload_module a.so;\n')).toBe('"load_module" directive is specified too late:2');
  });

  it('compares masks and workers', () => {
    const warning =
      'the number of "worker_processes" is not equal to the number of "worker_cpu_affinity" masks, using last mask for remaining worker processes';
    expect(warnings(main('worker_processes 4; worker_cpu_affinity 01 10;'))).toEqual([warning]);
    expect(warnings(main('worker_processes 2; worker_cpu_affinity 01 10;'))).toEqual([]);
    expect(warnings(main('worker_processes auto; worker_cpu_affinity 01 10;'))).toEqual([]);
  });
});

describe('events', () => {
  it.each([
    ['worker_connections 10;', 'ok'],
    ['worker_connections auto;', 'invalid number "auto":2'],
    ['use epoll;', 'ok'],
    ['use kqueue;', 'ok'],
    ['use eproll;', 'invalid event type "eproll":2'],
    ['worker_connections 10; worker_connections 10;', '"worker_connections" directive is duplicate:2'],
  ])('%s', (line, want) => expect(first(main('', line))).toBe(want));

  it('has connections for all sockets', () => {
    const text = (connections: number) =>
      `events { worker_connections ${connections}; }\nhttp { server { listen 81; } server { listen 81; listen 82; } }\n`;
    expect(first(text(2))).toBe('2 worker_connections are not enough for 2 listening sockets');
    expect(first(text(3))).toBe('ok');
  });

  it('is a section that must be there', () => {
    expect(first('http { }\n')).toBe('no "events" section in configuration');
  });
});
