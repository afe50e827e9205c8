/** Row 24: does SELinux let nginx connect to the port? (selinux-policy, apache.te: nginx runs in the domain `httpd_t`) */
import type { Mismatch, TcpSituation } from './situation.ts';

/** Port types that a boolean opens, besides `httpd_can_network_connect`, which opens all. */
const OPENED: readonly (readonly [boolean: string, types: readonly string[]])[] = [
  ['httpd_graceful_shutdown', ['http_port_t']],
  [
    'httpd_can_network_relay',
    ['http_port_t', 'http_cache_port_t', 'ftp_port_t', 'gopher_port_t', 'squid_port_t', 'memcache_port_t'],
  ],
  [
    'httpd_can_network_connect_db',
    ['mssql_port_t', 'mysqld_port_t', 'oracle_port_t', 'postgresql_port_t', 'gds_db_port_t', 'mongod_port_t'],
  ],
  ['httpd_can_network_memcache', ['memcache_port_t']],
  ['httpd_can_network_redis', ['redis_port_t']],
  ['httpd_can_connect_ldap', ['ldap_port_t']],
  ['httpd_can_sendmail', ['smtp_port_t', 'pop_port_t']],
  ['httpd_can_connect_zabbix', ['zabbix_port_t']],
];

interface Range {
  readonly first: number;
  readonly last: number;
}

const one = (port: number): Range => ({ first: port, last: port });

/** What the policy ships, for those who have no list of `semanage port`. */
const SHIPPED: Readonly<Record<string, readonly Range[]>> = {
  http_port_t: [80, 81, 443, 488, 8008, 8009, 8443, 9000].map(one),
  http_cache_port_t: [...[8080, 8118, 8123].map(one), { first: 10001, last: 10010 }],
  ftp_port_t: [21, 989, 990].map(one),
  gopher_port_t: [one(70)],
  squid_port_t: [3128, 3401, 4827].map(one),
  memcache_port_t: [one(11211)],
  mssql_port_t: [one(1433), one(1434)],
  mysqld_port_t: [one(1186), one(3306), { first: 63132, last: 63164 }],
  oracle_port_t: [1521, 2483, 2484].map(one),
  postgresql_port_t: [one(5432), one(9898)],
  gds_db_port_t: [one(3050)],
  mongod_port_t: [
    { first: 27017, last: 27019 },
    { first: 28017, last: 28019 },
  ],
  redis_port_t: [6379, 16379, 26379].map(one),
  ldap_port_t: [389, 636, 3268, 3269, 7389].map(one),
  smtp_port_t: [25, 465, 587].map(one),
  pop_port_t: [106, 109, 110, 143, 220, 993, 995, 1109].map(one),
  zabbix_port_t: [one(10051)],
};

/**
 * The mismatch where a snapshot shows that the boolean for all ports is off, and no other one that may be on opens this one.
 * Only nginx on the machine itself is meant: containers have a domain of their own.
 */
export function deniedBySelinux(s: TcpSituation): Mismatch | undefined {
  const { selinux } = s.world.snapshots;
  const all = selinux?.booleans.get('httpd_can_network_connect');
  if (!selinux || !all || all.value || selinux.enforcing?.value === false) return undefined;
  if (s.at.net || s.at.files || s.at.certainty === 'guessed') return undefined;
  const isOfType = (type: string): boolean =>
    (selinux.ports.get(type)?.value ?? SHIPPED[type] ?? []).some(
      ({ first, last }) => first <= s.port && s.port <= last,
    );
  const opening = OPENED.filter(([, types]) => types.some(isOfType)).map(([name]) => name);
  if (opening.some((name) => selinux.booleans.get(name)?.value !== false)) return undefined;
  const isWeb =
    selinux.booleans.get('httpd_graceful_shutdown')?.value || selinux.booleans.get('httpd_can_network_relay')?.value;
  return {
    code: 'selinux',
    confidence: 'medium',
    data: {
      dialled: s.dialled,
      app: '',
      declared: '',
      port: String(s.port),
      // a port of this type may be dialled where one of these is on
      byPort: isWeb ? 'yes' : '',
    },
    evidence: [{ span: all.span, label: 'nginx may not connect to ports' }, ...s.at.evidence],
    suggestions: [],
  };
}
