// Ctrl+Enter saves the letter from whatever field one is in; the page then comes back empty for the next one.
const form = document.querySelector("form.registration");
form?.addEventListener("keydown", (event) => {
    if (event.ctrlKey && ["Enter", "NumpadEnter"].includes(event.code) && !event.repeat) {
        event.preventDefault();
        form.requestSubmit();
    }
});
