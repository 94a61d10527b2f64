// Makes or uses a passkey with what the server asks for, and sends the answer with the form.
const bytes = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), c => c.charCodeAt(0));
const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer ?? [])))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const known = list => (list ?? []).map(each => ({ ...each, id: bytes(each.id) }));

async function create(options) {
  const made = await navigator.credentials.create({ publicKey: {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: known(options.excludeCredentials),
  } });
  return {
    id: made.id, rawId: text(made.rawId), type: made.type,
    response: {
      attestationObject: text(made.response.attestationObject),
      clientDataJSON: text(made.response.clientDataJSON),
      transports: made.response.getTransports?.() ?? null,
    },
    extensions: JSON.stringify(made.getClientExtensionResults()),
  };
}

async function get(options) {
  const used = await navigator.credentials.get({ publicKey: {
    ...options, challenge: bytes(options.challenge), allowCredentials: known(options.allowCredentials),
  } });
  return {
    id: used.id, rawId: text(used.rawId), type: used.type,
    response: {
      authenticatorData: text(used.response.authenticatorData),
      clientDataJSON: text(used.response.clientDataJSON),
      signature: text(used.response.signature),
      userHandle: text(used.response.userHandle),
    },
    assertionClientExtensions: JSON.stringify(used.getClientExtensionResults()),
  };
}

const form = document.querySelector("form[data-passkey]");
if (form) {
  try {
    const act = form.dataset.passkey === "create" ? create : get;
    form.elements.credential.value = JSON.stringify(await act(JSON.parse(form.dataset.options)));
    form.submit();
  } catch (error) {
    console.warn(error);
    form.querySelector("[data-passkey-failed]").hidden = false;
  }
}
