import { z } from 'zod';
import type { Client } from './client.js';

const Team = z.object({ team_id: z.string(), team_alias: z.string().nullish(), models: z.array(z.string()).default([]), blocked: z.boolean().nullish() });
export type Team = z.infer<typeof Team>;
const Teams = z.object({ teams: z.array(Team) });

/**
 * Finds teams by their exact alias, or one by its id. Two teams may share an alias; LiteLLM matches any part of it in any case.
 * @throws UpstreamError
 */
export async function findTeams(client: Client, name: string): Promise<readonly Team[]> {
  const [byAlias, byId] = await Promise.all([
    client.read('/v2/team/list', { schema: Teams, query: { team_alias: name, page_size: 100 } }),
    client.read('/v2/team/list', { schema: Teams, query: { team_id: name, page_size: 1 } }),
  ]);
  const exact = byAlias.teams.filter((team) => team.team_alias === name);
  return exact.length > 0 ? exact : byId.teams.filter((team) => team.team_id === name);
}

/** @returns the team's alias, which `/key/list` leaves out, or its id where nobody can tell */
export async function teamName(client: Client, teamId: string): Promise<string> {
  const teams = await findTeams(client, teamId).catch(() => []);
  return teams[0]?.team_alias ?? teamId;
}

/** @returns the aliases of the first hundred teams. @throws UpstreamError */
export async function listTeamAliases(client: Client): Promise<readonly string[]> {
  const { teams } = await client.read('/v2/team/list', { schema: Teams, query: { page_size: 100 } });
  return teams.flatMap((team) => (team.team_alias ? [team.team_alias] : []));
}
