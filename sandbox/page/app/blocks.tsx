/** Block Kit: one component a block type, chosen here. */
import type { Message } from '../../slack/types.js';
import { Element } from './elements.js';
import { TextObject } from './mrkdwn.js';
import { type Json, list, record, string } from './read.js';

interface Props {
  readonly block: Json;
  readonly message: Message;
}

export function Blocks({ blocks, message }: { blocks: readonly Json[]; message: Message }) {
  return (
    <div class="blocks">
      {blocks.map((block, index) => <BlockView key={string(block['block_id']) ?? index} block={block} message={message} />)}
    </div>
  );
}

function BlockView({ block, message }: Props) {
  switch (block['type']) {
    case 'header':
      return <h3 class="header"><TextObject value={block['text']} /></h3>;
    case 'section':
      return <Section block={block} message={message} />;
    case 'context':
      return (
        <div class="context">
          {list(block['elements']).map((element, index) => <TextObject key={index} value={element} />)}
        </div>
      );
    case 'actions':
      return (
        <div class="actions">
          {list(block['elements']).map((element, index) => (
            <Element key={string(element['action_id']) ?? index} element={element} message={message} />
          ))}
        </div>
      );
    case 'divider':
      return <hr />;
    default:
      return <p class="unknown">[A block of type {string(block['type']) ?? 'unknown'} is not shown here]</p>;
  }
}

function Section({ block, message }: Props) {
  const accessory = record(block['accessory']);
  const fields = list(block['fields']);
  return (
    <div class="section">
      <div class="words">
        {block['text'] !== undefined && <TextObject value={block['text']} />}
        {fields.length > 0 && (
          <div class="fields">{fields.map((field, index) => <TextObject key={index} value={field} />)}</div>
        )}
      </div>
      {accessory && <Element element={accessory} message={message} />}
    </div>
  );
}
