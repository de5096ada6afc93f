import { setTimeout as sleep } from 'node:timers/promises';
import { json, type Answer } from './answer.js';
import { DatabaseLost } from './database.js';
import type { World } from './world.js';

const VERSION = '1.106.2';

/** `connected`, `Not connected` (lite) or `disconnected`, the last only after 2 to 4 s of trying (seen). */
async function databaseState(world: World): Promise<string> {
  if (world.mode === 'lite') return 'Not connected';
  try {
    await world.database.query('SELECT 1');
    return 'connected';
  } catch (error) {
    if (!(error instanceof DatabaseLost)) throw error;
    await sleep(world.lostDelayMs);
    return 'disconnected';
  }
}

/** 503 when the database is lost, although `status` still says healthy; public. */
export async function readiness(world: World): Promise<Answer> {
  const db = await databaseState(world);
  return { status: db === 'disconnected' ? 503 : 200, body: { status: 'healthy', db } };
}

/** The same with the version, for administrators. */
export async function readinessDetails(world: World): Promise<Answer> {
  const { status, body } = await readiness(world);
  const details = {
    cache: null, litellm_version: VERSION, success_callbacks: ['_ProxyDBLogger'], use_aiohttp_transport: true,
    log_level: 'WARNING', is_detailed_debug: false, show_no_redis_warning: false, show_env_credential_login_warning: true,
  };
  return { status, body: { ...(body as object), ...details } };
}

export function liveliness(): Answer {
  return json("I'm alive!");
}

/** LiteLLM's front page, known by its title. */
export function frontPage(): Answer {
  return { status: 200, html: true, body: '<!DOCTYPE html>\n<html>\n<head><title>LiteLLM API - Swagger UI</title></head>\n<body><div id="swagger-ui"></div></body>\n</html>\n' };
}
