// The app behind the page: a picture in, the name of what it shows out.

/** The app does not know the token. */
export class Denied extends Error {}

/** The app answered something else than a name; `message` is its sentence. */
export class Refused extends Error {}

/** There was no answer. */
export class Unreachable extends Error {}

// The app may have to wake up, and a large picture to travel.
const PATIENCE_MS = 60_000;

export class Classifier {
  constructor(address, fetch = (...args) => window.fetch(...args)) {
    this.address = address;
    this.fetch = fetch;
  }

  /** `bearer` is the Authorization header, or "" to send none. */
  async classify(picture, bearer) {
    const headers = bearer ? { authorization: bearer } : {};
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const request = { method: "POST", body: picture, headers, signal };
    const [response, text] = await this.#answer(request);
    if (response.status === 403) throw new Denied(text);
    if (!response.ok) throw new Refused(text || `The app answered ${response.status}.`);
    return text;
  }

  async #answer(request) {
    try {
      const response = await this.fetch(this.address, request);
      return [response, (await response.text()).trim()];
    } catch (error) {
      throw new Unreachable(error.message, { cause: error });
    }
  }
}
