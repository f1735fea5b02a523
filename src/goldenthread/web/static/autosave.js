// Saves what is being typed every few seconds, and keeps it on this device until it has reached us. Without it, every
// button still saves.
(() => {
  const MARK = "gt-typed:", PENDING = "gt-sent";
  const store = (act) => { try { return act(localStorage, sessionStorage); } catch { return null; } };
  const form = document.querySelector("form[data-autosave]");

  // A page of ours has come back after a button was pressed, so what that button sent has arrived.
  store((kept, session) => {
    const sent = session.getItem(PENDING);
    if (sent) { kept.removeItem(sent); session.removeItem(PENDING); }
  });

  // On the first page of the work: links to every line of it that has words on this device alone.
  const list = document.getElementById("kept-list");
  if (list) {
    const mine = MARK + list.dataset.keptFor;
    for (const name of store((kept) => Object.keys(kept).filter((each) => each.startsWith(mine))) || []) {
      const slot = name.slice(mine.length), link = document.createElement("a"), item = document.createElement("li");
      if (!/^(views|(needs|outcomes|provisions)\/[a-z]-[0-9a-f]{8})$/.test(slot)) continue;
      link.href = list.dataset.home + (slot === "views" ? "summary/" : `line/${slot}/`);
      link.textContent = `Look at them: ${slot === "views" ? "summary" : slot.split("/")[0].replace(/s$/, "")}`;
      link.className = "govuk-link";
      item.className = "gt-plain";
      item.append(link);
      list.querySelector("ul").append(item);
      list.hidden = false;
    }
  }
  if (!form) return;

  const key = MARK + form.dataset.autosave, said = document.getElementById("saved");
  const LEFT_OUT = ["csrfmiddlewaretoken", "revision", "seen", "do"];
  const typed = () => JSON.stringify([...new FormData(form)].filter(([name, value]) => !LEFT_OUT.includes(name) && value !== ""));
  let saved = typed(), busy = false, stopped = false;

  const say = (words) => { if (said && said.textContent !== words) said.textContent = words; };
  const keepHere = () => store((kept) => (typed() === saved ? kept.removeItem(key) : kept.setItem(key, typed())));

  // Words that did not reach us last time are offered back, and never put in unasked.
  const offer = document.getElementById("kept-here");
  const before = store((kept) => kept.getItem(key));
  if (before && before !== saved) {
    let fields = [];
    try { fields = JSON.parse(before); } catch { fields = []; }
    document.getElementById("kept-words").textContent = fields.map(([, value]) => value).filter((v) => v.length > 2).join("\n");
    offer.hidden = false;
    document.getElementById("put-back").addEventListener("click", () => {
      for (const [name, value] of fields) {
        const field = form.elements[name];
        if (!field) continue;
        if (field instanceof RadioNodeList || field.type !== "radio") field.value = value; else field.checked = field.value === value;
      }
      offer.hidden = true;
      save();
    });
    document.getElementById("throw-away").addEventListener("click", () => {
      store((kept) => kept.removeItem(key));
      offer.hidden = true;
    });
  } else {
    store((kept) => kept.removeItem(key));
  }

  async function save() {
    const now = typed();
    if (busy || stopped || now === saved) return;
    busy = true;
    const data = new FormData(form);
    data.set("autosave", "1");
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(data), redirect: "manual" });
      const kind = answer.headers.get("content-type") || "";
      if (answer.status === 409) {
        stopped = true;
        say("This was changed in another window. Press the button to see both.");
      } else if (!answer.ok || !kind.includes("json")) {
        throw new Error();
      } else {
        const told = await answer.json();
        saved = now;
        form.elements.revision.value = told.revision;
        say(`Saved at ${told.saved}. You can stop and come back.`);
        for (const place of document.querySelectorAll("[data-hint]")) {
          const html = told.hints[place.dataset.hint] || "";
          if (place.dataset.shown !== html) { place.innerHTML = html; place.dataset.shown = html; }
        }
        const reads = document.getElementById("reads");
        if (reads && told.reads) reads.innerHTML = told.reads;
        if (offer.hidden) keepHere();
      }
    } catch {
      say("We cannot save at the moment. Your words are kept on this device. If you were signed out, sign in and come back.");
    }
    busy = false;
  }

  form.addEventListener("input", () => { if (offer.hidden) keepHere(); });
  form.addEventListener("submit", () => {
    stopped = true;
    store((kept, session) => { kept.setItem(key, typed()); session.setItem(PENDING, key); });
  });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });
  setInterval(save, 2500);
})();
