import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** @returns kilobytes of a field such as `VmRSS` or `Pss` in a file of /proc (Linux) */
function field(file: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync(file, 'utf8'))?.[1] ?? Number.NaN);
}

/** @returns megabytes that a process has in memory, shared pages counted whole */
export function rssMb(pid: number): number {
  return field(`/proc/${pid}/status`, 'VmRSS') / 1_024;
}

export interface Server { readonly processes: number; readonly pssMb: number }

/** @returns what the PostgreSQL of a data folder has in memory: pages that its processes share are counted once */
export function postgresMemory(dataDir: string): Server {
  const postmaster = Number(readFileSync(path.join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  const pids = [postmaster, ...childrenOf(postmaster)];
  return { processes: pids.length, pssMb: pids.reduce((sum, pid) => sum + field(`/proc/${pid}/smaps_rollup`, 'Pss'), 0) / 1_024 };
}

function childrenOf(parent: number): readonly number[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => parentOf(pid) === parent);
}

function parentOf(pid: number): number | undefined {
  try {
    // The second field is the command in parentheses, which may hold anything.
    return Number(/^.*\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
  } catch {
    return undefined; // gone since it was listed
  }
}
