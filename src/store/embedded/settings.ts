/** The one port number, which here is only a part of the socket's name. */
export const PORT = 5432;

/** The superuser of the embedded server and the name of the bot's database. */
export const SUPERUSER = 'chatops';
export const DATABASE = 'chatops';

/**
 * Settings of the embedded server, given on its command line so that they always are this release's,
 * whatever release created the folder. fsync, full_page_writes and synchronous_commit keep their
 * defaults (on): what was acknowledged in Slack survives a power cut.
 */
const SETTINGS: Record<string, string> = {
  listen_addresses: '', // a socket only: no port, no TLS, nothing to firewall
  unix_socket_permissions: '0700',
  max_connections: '30', // the bot's pool of 10, its lock, and room for a person looking in
  shared_buffers: '16MB', // the data is a few megabytes; the default takes 128 MB
  work_mem: '2MB',
  maintenance_work_mem: '16MB',
  max_wal_size: '64MB', // bounds the disk between checkpoints
  min_wal_size: '16MB',
  wal_level: 'minimal', // no replicas, hence less to write
  max_wal_senders: '0', // which wal_level=minimal demands
  max_worker_processes: '2',
  max_parallel_workers: '0', // no query is large enough to be worth more processes
  max_parallel_workers_per_gather: '0',
  max_logical_replication_workers: '0', // saves the launcher process
  autovacuum_max_workers: '1',
  io_method: 'sync', // saves PostgreSQL 18's three I/O worker processes
  huge_pages: 'off',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'log', // events of the server and its failures, but not every failed statement
  log_min_error_statement: 'panic', // never the text of a statement, which may hold what people wrote
  log_checkpoints: 'off',
  logging_collector: 'off',
};

/** Arguments of `postgres` for a data folder and a socket folder. */
export function serverArguments(pgData: string, socketDir: string): string[] {
  const settings = { ...SETTINGS, port: String(PORT), unix_socket_directories: quoteListItem(socketDir) };
  return ['-D', pgData, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** unix_socket_directories is a list: commas and spaces in a path need quotes. */
function quoteListItem(path: string): string {
  return `"${path.replaceAll('"', '""')}"`;
}
