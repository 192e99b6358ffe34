/** Compose takes the first of these and ignores the others (compose-go, DefaultFileNames). */
export const composeNames = [
  'compose.yaml',
  'compose.yml',
  'docker-compose.yml',
  'docker-compose.yaml',
] as const;
