import { createHash } from 'node:crypto';
import { markup, Markup, type Content } from './markup.ts';
import { script } from './script.ts';
import { style } from './style.ts';

export interface Page {
  readonly title: string;
  /** What stands above all: whose report this is, of when. */
  readonly head: Content;
  readonly body: Content;
  readonly foot: Content;
}

/**
 * One file that needs nothing else. The policy lets it load nothing and run only this script, so that even markup that
 * slipped through could do nothing.
 */
export function page({ title, head, body, foot }: Page): string {
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    `script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${new Markup(style)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the verdict</a>
<header>${head}</header>
<main id="main" tabindex="-1">
${body}
</main>
<footer>${foot}</footer>
<script>${new Markup(script)}</script>
</body>
</html>
`.text;
}
