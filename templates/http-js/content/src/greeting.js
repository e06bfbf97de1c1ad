// What the app says.
export function greeting(path) {
  return `Hello from JavaScript! You asked for ${path}\n`;
}
