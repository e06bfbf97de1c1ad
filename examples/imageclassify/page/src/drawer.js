// One file that outlives the page, in the browser's IndexedDB.

const STORE = "files";
const KEY = "file";

export class Drawer {
  /** `databases` is the browser's indexedDB. */
  constructor(databases, name) {
    this.databases = databases;
    this.name = name;
  }

  /** In place of what was in it. */
  async put(file) {
    await this.#change((files) => files.put(file, KEY));
  }

  /** What was in it, which is empty then; undefined when nothing was. */
  async take() {
    return this.#change((files) => {
      const found = files.get(KEY);
      files.delete(KEY);
      return found;
    });
  }

  /** What the request that `work` returns comes to, when all is on disk. */
  async #change(work) {
    const opening = this.databases.open(this.name, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    const database = await outcome(opening, "success");
    try {
      const transaction = database.transaction(STORE, "readwrite");
      const request = work(transaction.objectStore(STORE));
      await outcome(transaction, "complete");
      return request.result;
    } finally {
      database.close();
    }
  }
}

function outcome(pending, event) {
  return new Promise((resolve, reject) => {
    pending.addEventListener(event, () => resolve(pending.result));
    for (const failure of ["error", "abort"]) {
      pending.addEventListener(failure, () => reject(pending.error));
    }
  });
}
