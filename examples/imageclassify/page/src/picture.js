// The picture that the user chose.

const KINDS = ["image/jpeg", "image/png"];

/** Why a file cannot be classified, as a sentence; null when it can. */
export function objectionTo(file) {
  if (!KINDS.includes(file.type)) return `${file.name} is not a JPEG or PNG picture.`;
  if (file.size === 0) return `${file.name} is empty.`;
  return null;
}

/** The first file that was dropped, if any. */
export function droppedFile(event) {
  return event.dataTransfer?.files?.[0] ?? null;
}
