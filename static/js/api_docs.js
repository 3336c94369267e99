/**
 * The page of the HTTP API: a link to a shape opens it.
 */

function openWhatIsAsked() {
  const asked = document.getElementById(location.hash.slice(1));
  if (!(asked instanceof HTMLDetailsElement)) return;
  asked.open = true;
  asked.scrollIntoView();
}

addEventListener("hashchange", openWhatIsAsked);
openWhatIsAsked();
