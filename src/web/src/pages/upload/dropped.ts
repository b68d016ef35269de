// Files out of a drop, those of folders too.

function filesOfEntry(entry: FileSystemEntry): Promise<File[]> {
  return new Promise((resolve, reject) => {
    if (entry.isFile) {
      (entry as FileSystemFileEntry).file((file) => resolve([file]), reject);
      return;
    }
    const reader = (entry as FileSystemDirectoryEntry).createReader();
    const found: FileSystemEntry[] = [];
    // A folder is read in parts, until a part is empty.
    const more = (): void => {
      reader.readEntries((part) => {
        found.push(...part);
        if (part.length > 0) more();
        else Promise.all(found.map(filesOfEntry)).then((lists) => resolve(lists.flat()), reject);
      }, reject);
    };
    more();
  });
}

/** Must be called while the drop is handled; after that the browser forgets what was dropped. */
export async function droppedFiles(transfer: DataTransfer): Promise<File[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry());
  const plain = [...transfer.files];
  const known = entries.filter((entry) => entry !== null);
  if (known.length === 0) return plain;
  return (await Promise.all(known.map(filesOfEntry))).flat();
}
