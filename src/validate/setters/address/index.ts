/** The setters and closers of this area. */
import type { Closer, SetterTable } from '../../setter.ts';
import { blockSetters } from './blocks.ts';
import { httpListen, listenClosers, mailListen, streamListen } from './listen.ts';
import { mailClosers, mailSetters } from './mail.ts';
import { serverName, serverNameClosers } from './server-names.ts';
import { sslClosers } from './ssl.ts';
import { sslSetters } from './ssl-values.ts';
import { streamClosers, streamSetters } from './stream.ts';

export const addressSetters: SetterTable = {
  ...blockSetters,
  ...sslSetters,
  ...mailSetters,
  ...streamSetters,
  'ngx_http_core_module listen': httpListen,
  'ngx_stream_core_module listen': streamListen,
  'ngx_mail_core_module listen': mailListen,
  'ngx_http_core_module server_name': serverName,
  'ngx_stream_core_module server_name': serverName,
};

export const addressClosers: readonly Closer[] = [
  ...listenClosers,
  ...serverNameClosers,
  ...sslClosers,
  ...mailClosers,
  ...streamClosers,
];
