import { z } from 'zod';
import type { Client } from './client.js';

const Team = z.object({ team_id: z.string(), team_alias: z.string().nullish(), models: z.array(z.string()).default([]), blocked: z.boolean().nullish() });
export type Team = z.infer<typeof Team>;
const Teams = z.object({ teams: z.array(Team) });

/**
 * Finds a team by its exact alias, or by its id.
 * @returns the team and, where there is none, the aliases that come closest to it by name
 * @throws UpstreamError
 */
export async function findTeam(client: Client, name: string): Promise<Team | undefined> {
  const [byAlias, byId] = await Promise.all([
    client.read('/v2/team/list', { schema: Teams, query: { team_alias: name, page_size: 100 } }),
    client.read('/v2/team/list', { schema: Teams, query: { team_id: name, page_size: 1 } }),
  ]);
  return byAlias.teams.find((team) => team.team_alias === name) ?? byId.teams.find((team) => team.team_id === name);
}

/** @returns the aliases of the first hundred teams. @throws UpstreamError */
export async function listTeamAliases(client: Client): Promise<readonly string[]> {
  const { teams } = await client.read('/v2/team/list', { schema: Teams, query: { page_size: 100 } });
  return teams.flatMap((team) => (team.team_alias ? [team.team_alias] : []));
}
