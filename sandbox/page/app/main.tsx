import { render } from 'preact';
import '../styles/base.css';
import '../styles/layout.css';
import '../styles/sides.css';
import '../styles/message.css';
import '../styles/blocks.css';
import '../styles/composer.css';
import { App } from './app.js';

const root = document.getElementById('page');
if (root) render(<App />, root);
