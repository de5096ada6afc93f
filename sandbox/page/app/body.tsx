/** What a message says: its blocks, else its text, and its attachments below. */
import type { Message } from '../../slack/types.js';
import { Blocks } from './blocks.js';
import { Mrkdwn } from './mrkdwn.js';
import { type Json, list, string, words } from './read.js';

const COLOURS: Readonly<Record<string, string>> = { good: '#2eb67d', warning: '#daa038', danger: '#d63232' };

export function Body({ message }: { message: Message }) {
  const edited = message.edited && <span class="edited"> (edited)</span>;
  return (
    <div class="body">
      {message.blocks.length > 0 ? (
        // With blocks, Slack uses `text` for notifications only.
        <Blocks blocks={message.blocks} message={message} />
      ) : (
        message.text !== '' && <Mrkdwn source={message.text} />
      )}
      {message.attachments.map((attachment, index) => <Attachment key={index} attachment={attachment} message={message} />)}
      {edited}
    </div>
  );
}

function Attachment({ attachment, message }: { attachment: Json; message: Message }) {
  const blocks = list(attachment['blocks']);
  const pretext = words(attachment['pretext']);
  return (
    <>
      {pretext !== '' && <Mrkdwn source={pretext} />}
      <div class="attachment">
        <span class="bar" style={{ background: colourOf(attachment['color']) }} />
        {blocks.length > 0 ? <Blocks blocks={blocks} message={message} /> : <OldAttachment attachment={attachment} />}
      </div>
    </>
  );
}

/** The form from before Block Kit: title, text, fields, footer. */
function OldAttachment({ attachment }: { attachment: Json }) {
  const [title, said, footer] = ['title', 'text', 'footer'].map((name) => words(attachment[name]));
  return (
    <div class="blocks">
      {title && <strong>{title}</strong>}
      {(said || !title) && <Mrkdwn source={said || words(attachment['fallback'])} />}
      <div class="fields">
        {list(attachment['fields']).map((field, index) => (
          <div key={index}>
            <strong>{words(field['title'])}</strong>
            <Mrkdwn source={words(field['value'])} />
          </div>
        ))}
      </div>
      {footer && <div class="context">{footer}</div>}
    </div>
  );
}

function colourOf(value: unknown): string {
  const colour = string(value) ?? '';
  const hex = /^#?([0-9a-f]{6}|[0-9a-f]{3})$/i.exec(colour)?.[1];
  return hex === undefined ? (COLOURS[colour] ?? 'var(--line)') : `#${hex}`;
}
