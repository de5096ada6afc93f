/** One message, the replies to it, and the payload that made it. */
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Message } from '../../slack/types.js';
import { clock, fillDate } from '../mrkdwn/dates.js';
import type { Row } from './arrange.js';
import { Avatar } from './avatar.js';
import { Body } from './body.js';
import { EyeIcon } from './icons.js';
import { authorOf, useSurroundings } from './surroundings.js';

export function MessageRow({ row }: { row: Row }) {
  return (
    <>
      {row.day !== undefined && <div class="day" role="separator" aria-label={row.day}><span>{row.day}</span></div>}
      <MessageView message={row.message} continues={row.continues} />
      {row.replies.length > 0 && (
        <div class="replies" role="group" aria-label={`Thread, ${row.replies.length} ${row.replies.length === 1 ? 'reply' : 'replies'}`}>
          {row.replies.map((reply) => <MessageView key={reply.ts} message={reply} inThread />)}
        </div>
      )}
    </>
  );
}

interface Props {
  readonly message: Message;
  readonly continues?: boolean;
  readonly inThread?: boolean;
}

function MessageView({ message, continues = false, inThread = false }: Props) {
  const { state, reader } = useSurroundings();
  const author = authorOf(message.user, state);
  const [payloadShown, setPayloadShown] = useState(false);
  const payload = useId();
  const isPrivate = message.ephemeralTo !== undefined;
  return (
    <article class={`message ${continues ? 'continues' : ''} ${isPrivate ? 'private' : ''}`} aria-label={`${author.name}, ${clock(Number(message.ts), reader)}`}>
      {isPrivate && <p class="visibility"><EyeIcon /> Only visible to you</p>}
      <div class="gutter">{continues ? <Time message={message} short /> : <Avatar author={author} />}</div>
      <div class="said">
        {!continues && (
          <p class="byline">
            <strong>{author.name}</strong>
            {author.kind === 'app' && <span class="badge">APP</span>}
            <Time message={message} />
          </p>
        )}
        <Body message={message} />
        {payloadShown && <Payload id={payload} value={message.payload} />}
      </div>
      <Tools message={message} canReply={!inThread && !isPrivate} payload={payload} payloadShown={payloadShown} togglePayload={() => setPayloadShown(!payloadShown)} />
    </article>
  );
}

interface ToolsProps {
  readonly message: Message;
  readonly canReply: boolean;
  readonly payload: string;
  readonly payloadShown: boolean;
  readonly togglePayload: () => void;
}

function Tools({ message, canReply, payload, payloadShown, togglePayload }: ToolsProps) {
  const { reply } = useSurroundings();
  const hasPayload = message.payload !== undefined && message.payload !== null;
  if (!canReply && !hasPayload) return null;
  return (
    <div class={`tools ${payloadShown ? 'kept' : ''}`}>
      {canReply && <button type="button" onClick={() => reply(message)}>Reply</button>}
      {hasPayload && (
        <button type="button" aria-expanded={payloadShown} aria-controls={payload} onClick={togglePayload}>Payload</button>
      )}
    </div>
  );
}

/** `short` leaves out AM and PM: the gutter has no room for them. */
function Time({ message, short = false }: { message: Message; short?: boolean }) {
  const { reader } = useSurroundings();
  const at = Number(message.ts);
  return (
    <time class="clock" dateTime={new Date(at * 1000).toISOString()} title={fillDate(at, '{date_long} at {time_secs}', reader)}>
      {short ? clock(at, reader).replace(/\s?[AP]M$/, '') : clock(at, reader)}
    </time>
  );
}

function Payload({ id, value }: { id: string; value: unknown }) {
  const shown = useRef<HTMLPreElement>(null);
  useEffect(() => shown.current?.scrollIntoView({ block: 'nearest' }), []);
  return (
    <pre ref={shown} id={id} class="payload" tabIndex={0} role="region" aria-label="Payload as the bot sent it">
      {JSON.stringify(value, null, 2)}
    </pre>
  );
}
