/**
 * "Forget me here" clears what pages keep in this browser too: drafts, how somebody speaks, the size of captions.
 * Import it once per page that has the form, for its effect.
 */

for (const form of document.querySelectorAll("form[data-forgets]")) {
  form.addEventListener("submit", () => {
    localStorage.clear();
    sessionStorage.clear();
  });
}
