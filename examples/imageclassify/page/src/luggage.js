// The picture that was chosen before its user left for the wallet, for when the page comes back.

const MARK = "imageclassify.picture";

export class Luggage {
  /** `session` is the tab's sessionStorage; `drawer` keeps one file (drawer.js). */
  constructor(session, drawer) {
    this.session = session;
    this.drawer = drawer;
  }

  /** A browser that keeps nothing is no reason not to go. */
  async pack(file) {
    try {
      await this.drawer.put(file);
      this.session.setItem(MARK, "packed");
    } catch {
      this.session.removeItem(MARK);
    }
  }

  /** What this tab packed, once; null when that is nothing. What others left behind is gone. */
  async unpack() {
    const packed = this.session.getItem(MARK) !== null;
    this.session.removeItem(MARK);
    try {
      const file = await this.drawer.take();
      return packed && file ? file : null;
    } catch {
      return null;
    }
  }
}
