// Passkeys on the server's pages: a form with `data-passkey` asks the browser for one, and sends what it answers.

interface Asked {
  challenge: string;
  user?: { id: string };
  excludeCredentials?: { id: string }[];
  allowCredentials?: { id: string }[];
}

/** Show and serve the form for a passkey, where the browser has any use for it. */
export function servePasskeys(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-passkey]");
  if (form === null || typeof PublicKeyCredential === "undefined") {
    return;
  }
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    const answer = form.elements.namedItem("answer") as HTMLInputElement;
    if (answer.value !== "" || !form.reportValidity()) {
      return;
    }
    event.preventDefault();
    const failure = form.querySelector<HTMLElement>("[role=alert]");
    failure?.setAttribute("hidden", "");
    ask(form.dataset.passkey === "create", JSON.parse(form.dataset.asked ?? "{}") as Asked).then(
      (given) => {
        answer.value = JSON.stringify(given);
        form.submit();
      },
      () => {
        failure?.removeAttribute("hidden");
      },
    );
  });
}

async function ask(create: boolean, asked: Asked): Promise<object> {
  const decoded = {
    ...asked,
    challenge: bytes(asked.challenge),
    ...(asked.user && { user: { ...asked.user, id: bytes(asked.user.id) } }),
    ...(asked.excludeCredentials && { excludeCredentials: asked.excludeCredentials.map(withBytes) }),
    ...(asked.allowCredentials && { allowCredentials: asked.allowCredentials.map(withBytes) }),
  };
  const credential = create
    ? await navigator.credentials.create({ publicKey: decoded as unknown as PublicKeyCredentialCreationOptions })
    : await navigator.credentials.get({ publicKey: decoded as unknown as PublicKeyCredentialRequestOptions });
  if (!(credential instanceof PublicKeyCredential)) {
    throw new Error("no passkey");
  }
  const { response } = credential;
  const parts: Record<string, string> = { clientDataJSON: text(response.clientDataJSON) };
  if (response instanceof AuthenticatorAttestationResponse) {
    parts.attestationObject = text(response.attestationObject);
  } else if (response instanceof AuthenticatorAssertionResponse) {
    parts.authenticatorData = text(response.authenticatorData);
    parts.signature = text(response.signature);
  }
  return { id: credential.id, rawId: credential.id, type: credential.type, response: parts };
}

function withBytes(one: { id: string }): object {
  return { ...one, id: bytes(one.id) };
}

/** The bytes of a text in base64url. */
function bytes(encoded: string): Uint8Array {
  const binary = atob(encoded.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function text(buffer: ArrayBuffer): string {
  const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
