// What the app says.
export function greeting(path: string): string {
  return `Hello from TypeScript! You asked for ${path}\n`;
}
