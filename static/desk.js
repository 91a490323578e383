// The desk made faster: the next letter is laid out beforehand, a decision goes off while its reader reads on.
// Without this file the same forms and links do the same, a page at a time.
const desk = document.getElementById("content");
const rows = document.getElementById("rows");
const line = document.getElementById("line");
const help = document.getElementById("help");
const laid = new Map(); // case -> promise of its HTML
const KEPT = 12;

const letter = () => document.getElementById("letter");
const items = () => [...rows.querySelectorAll("li:not(.sent)")];
const row = (id) => document.getElementById(`row-${id}`);
const here = () => letter()?.dataset.case;

function beside(step) {
    const all = items();
    const at = all.findIndex((one) => one.dataset.case === here());
    return at < 0 ? undefined : all[at + step];
}

function fetched(item) {
    const link = item.querySelector("a");
    const id = item.dataset.case;
    if (!laid.has(id)) {
        if (laid.size > KEPT) laid.delete(laid.keys().next().value);
        const address = new URL(link.href);
        address.pathname += "letter/";
        const html = fetch(address, { headers: { "X-Desk": "1" } }).then((answer) => (answer.ok ? answer.text() : Promise.reject(answer)));
        html.catch(() => laid.delete(id));
        laid.set(id, html);
    }
    return laid.get(id);
}

function prepare() {
    for (const step of [1, 2, -1]) {
        const item = beside(step);
        if (item) fetched(item).then(warm, () => {});
    }
}

function warm(html) {
    const first = /<img class="leaf"[^>]* src="([^"]+)"/.exec(html);
    if (first) new Image().src = first[1];
}

async function show(item) {
    const link = item.querySelector("a");
    let html;
    try {
        html = await fetched(item);
    } catch {
        location.assign(link.href); // the server says what is the matter
        return;
    }
    put(html);
    rows.querySelector("[aria-current]")?.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    item.scrollIntoView({ block: "nearest" });
    history.replaceState(null, "", link.href);
    document.title = document.title.replace(/^[^·]*/, `${letter().querySelector("h1").textContent} `);
    steps();
    prepare();
}

function put(html) {
    const at = letter() ?? desk.querySelector(".end");
    at.insertAdjacentHTML("afterend", html);
    at.remove();
    letter()?.querySelector(".doc").focus({ preventScroll: true });
    if (matchMedia("(max-width: 48rem)").matches) scrollTo(0, 0);
}

function steps() {
    for (const [id, step] of [["before", -1], ["after", 1]]) {
        const link = document.getElementById(id);
        const item = beside(step);
        if (item) {
            link.href = item.querySelector("a").href;
            link.removeAttribute("aria-disabled");
        } else {
            link.removeAttribute("href");
            link.setAttribute("aria-disabled", "true");
        }
    }
}

function finish() {
    const more = document.querySelector('.queue a[rel="next"], .queue a[rel="prev"]');
    if (more) location.assign(location.pathname.replace(/\d+\/$/, "") + location.search.replace(/page=\d+/, ""));
    else put(document.getElementById("end").innerHTML);
}

function go(step) {
    const item = beside(step);
    if (item) show(item);
}

function count(by) {
    const shown = document.getElementById("count");
    if (shown) shown.textContent = Math.max(0, Number(shown.textContent) + by);
}

function say(html) {
    line.insertAdjacentHTML("beforeend", html);
    while (line.children.length > 3) line.firstElementChild.remove();
    const said = line.lastElementChild;
    const seconds = Number(said?.dataset.seconds ?? 6);
    if (!said?.matches(".refusal")) setTimeout(() => said?.remove(), seconds * 1000);
}

// The letter goes from the queue at once; what the door says comes after it, and a refusal brings it back.
let sending = Promise.resolve();
function decide(form) {
    const item = row(here());
    const next = beside(1) ?? beside(-1);
    item?.classList.add("sent");
    laid.delete(here());
    count(-1);
    const body = new FormData(form);
    const ask = () => fetch(form.action, { method: "POST", body, headers: { "X-Desk": "1" }, keepalive: true });
    sending = sending.then(ask).then(async (answer) => {
        const told = await answer.text();
        if (answer.ok && !answer.redirected) {
            item?.remove();
            say(told);
        } else if (answer.redirected || !told.includes('class="refusal"')) location.reload();
        else back(item, told);
    }, () => back(item, `<p class="refusal" role="alert">${line.dataset.broken}</p>`));
    if (next) show(next);
    else finish();
}

function back(item, told) {
    item?.classList.remove("sent");
    count(1);
    say(told);
    steps();
}

async function postpone(form) {
    const item = row(here());
    const next = beside(1);
    fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Desk": "1" }, keepalive: true });
    if (!next) return;
    await show(next);
    if (item) rows.append(item);
    steps();
}

function view(name) {
    const shown = letter();
    const link = shown?.querySelector(`[data-view="${name}"]`);
    if (!link) return;
    const wanted = link.hasAttribute("aria-current") && name !== "text" ? "text" : name;
    for (const one of shown.querySelectorAll("[data-panel]")) one.hidden = one.dataset.panel !== wanted;
    for (const one of shown.querySelectorAll("[data-view]")) one.toggleAttribute("aria-current", false);
    shown.querySelector(`[data-view="${wanted}"]`)?.setAttribute("aria-current", "true");
    shown.querySelector(".doc").scrollTop = 0;
}

desk.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const link = event.target.closest("a");
    if (link?.dataset.view) {
        event.preventDefault();
        view(link.dataset.view);
    } else if (link && rows.contains(link)) {
        event.preventDefault();
        show(link.closest("li"));
    } else if (link?.id === "after" || link?.id === "before") {
        event.preventDefault();
        go(link.id === "after" ? 1 : -1);
    }
});

desk.addEventListener("submit", (event) => {
    const form = event.target;
    if (!letter()?.contains(form) || form.id === "order") return;
    event.preventDefault();
    if (form.dataset.key === "S") postpone(form);
    else decide(form);
});

// Keys count by their place on the keyboard: under a Cyrillic layout KeyA says «ф».
const on = () => localStorage.getItem("keys") !== "off";
const KEYS = { KeyA: "A", KeyR: "R", KeyW: "W", KeyS: "S", KeyJ: "J", KeyK: "K", KeyZ: "Z", KeyD: "D", KeyP: "P", KeyT: "T" };

addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select");
    if (typing && event.code === "Enter" && event.ctrlKey && letter()?.contains(typing)) {
        event.preventDefault();
        typing.form.requestSubmit();
        return;
    }
    if (event.code === "Escape") {
        for (const one of document.querySelectorAll("details[open]")) one.open = false;
        if (typing) letter()?.querySelector(".doc").focus();
        return;
    }
    if (typing || event.ctrlKey || event.altKey || event.metaKey || event.repeat || help.open || !on()) return;
    if (event.code === "Slash" && event.shiftKey) press(event, () => help.showModal());
    else if (KEYS[event.code] && !event.shiftKey) press(event, () => act(KEYS[event.code]));
});

function press(event, what) {
    event.preventDefault();
    what();
}

function act(key) {
    if (key === "J") go(1);
    else if (key === "K") go(-1);
    else if (key === "D") view("changes");
    else if (key === "P") view("pages");
    else if (key === "T") view("text");
    else if (key === "Z") sending.then(() => [...line.querySelectorAll("form button")].at(-1)?.click());
    else pressed(letter()?.querySelector(`[data-key="${key}"]`));
}

function pressed(what) {
    if (!what) return;
    if (what.matches("form")) what.requestSubmit();
    else if (what.matches("summary")) {
        what.parentElement.open = true;
        what.parentElement.querySelector("textarea").focus();
    } else what.click();
}

const box = document.getElementById("keys-on");
box.checked = on();
document.body.classList.toggle("no-keys", !on());
box.addEventListener("change", () => {
    localStorage.setItem("keys", box.checked ? "on" : "off");
    document.body.classList.toggle("no-keys", !box.checked);
});
const shown = document.getElementById("show-help");
shown.hidden = false;
shown.addEventListener("click", () => help.showModal());
if (letter()) prepare();
for (const one of line.querySelectorAll("p.notice")) setTimeout(() => one.remove(), 6000);
