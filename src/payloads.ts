import { z } from 'zod';

/** What is used of Slack's payloads, checked once where they come in. Source: docs.slack.dev/interactivity/implementing-slash-commands */
export const SlashCommand = z.object({
  user_id: z.string(),
  user_name: z.string().default(''),
  team_id: z.string(),
  enterprise_id: z.string().optional(),
  channel_id: z.string(),
  command: z.string(),
  text: z.string().default(''),
  response_url: z.url(),
});

/** Source: docs.slack.dev/reference/interaction-payloads/block_actions-payload */
export const ButtonClick = z.object({
  user: z.object({ id: z.string(), name: z.string().optional(), username: z.string().optional(), team_id: z.string().optional() }),
  team: z.object({ id: z.string(), enterprise_id: z.string().optional() }).nullish(),
  enterprise: z.object({ id: z.string() }).nullish(),
  channel: z.object({ id: z.string() }).optional(),
  container: z.object({ message_ts: z.string().optional(), channel_id: z.string().optional() }).default({}),
  response_url: z.url(),
});

export const Button = z.object({ action_id: z.string(), value: z.string().default('') });
