// Asks a security key what the page tells, and sends its answer with the form around the button.
for (const button of document.querySelectorAll("button[data-key]")) {
    const form = button.form;
    const fault = form.querySelector("[data-key-fault]");
    const isNew = button.dataset.key === "create";
    button.hidden = !window.PublicKeyCredential?.parseRequestOptionsFromJSON;
    fault.hidden = !button.hidden;
    button.addEventListener("click", async () => {
        const told = JSON.parse(button.dataset.options);
        fault.hidden = true;
        button.disabled = true;
        try {
            const answer = isNew
                ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(told) })
                : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(told) });
            form.elements.credential.value = JSON.stringify(answer.toJSON());
            form.requestSubmit();
        } catch {
            fault.hidden = false;
        }
        button.disabled = false;
    });
}
