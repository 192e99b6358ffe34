/**
 * The one line that whoever started this process has to say, through stdin. It stays open as long as they live: when it
 * ends, nobody waits any more for what is done here, and `onGone` is called.
 */
export function lineFromCaller(onGone: () => void): Promise<string> {
  const { stdin } = process;
  let text = '';
  return new Promise((resolve) => {
    stdin.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      const end = text.indexOf('\n');
      if (end >= 0) resolve(text.slice(0, end));
    });
    stdin.once('end', onGone);
  });
}

/** A stdin that is listened to keeps a process alive. */
export function hangUp(): void {
  process.stdin.removeAllListeners('end').destroy();
}
