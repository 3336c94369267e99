/**
 * The invitation: the room's link to copy or share, its code, and a QR code for a phone that looks at this screen.
 */

import { find } from "../../dom.js";

/** @param {{code: string, invite: string, qr: string}} room */
export function wireInvite(room) {
  const dialog = find(document, "#invite-dialog", HTMLDialogElement);
  const link = find(document, "#invite-link", HTMLInputElement);
  const said = find(document, "#invite-said", HTMLElement);
  const share = find(document, "#invite-share", HTMLButtonElement);
  const qr = find(document, "#invite-qr", HTMLImageElement);
  link.value = room.invite;
  find(document, "#invite-insecure", HTMLElement).hidden = room.invite.startsWith("https:");
  find(document, "#invite-code", HTMLElement).textContent = `${room.code.slice(0, 3)} ${room.code.slice(3)}`;
  dialog.addEventListener("opening", () => (qr.src = room.qr), { once: true });
  link.addEventListener("focus", () => link.select());
  find(document, "#invite-copy", HTMLButtonElement).addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(room.invite);
      said.textContent = "Copied. Paste it to a friend.";
    } catch {
      // Without https there is no clipboard: the link is marked, one key press away.
      link.focus();
      said.textContent = "The link is marked: copy it with your keyboard.";
    }
  });
  share.hidden = !("share" in navigator);
  share.addEventListener("click", () => {
    // A share sheet that was closed is no error.
    navigator.share({ title: "Lightloom", text: "Weave a world with me", url: room.invite }).catch(() => undefined);
  });
}
