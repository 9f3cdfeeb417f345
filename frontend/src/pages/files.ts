/** Offers a text to the person as a file to keep. */
export function saveFile(name: string, text: string, type: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = name;
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => {
    URL.revokeObjectURL(address);
  }, 60_000);
}

/** The text of the file chosen in a field, or null if none is. */
export async function chosenFile(input: HTMLInputElement): Promise<string | null> {
  return (await input.files?.[0]?.text()) ?? null;
}
