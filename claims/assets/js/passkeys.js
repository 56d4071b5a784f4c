/* What went wrong with a passkey, said on the page: the browser itself says it only to programmers.
   Loaded before the scripts that ask for passkeys, which announce failures as the event "allauth.error". */
(function () {
  const SAID = {
    NotAllowedError: 'The passkey was not used: you cancelled, it took too long, or none of yours belongs to this desk. Try again, or use your password.',
    InvalidStateError: 'This device has a passkey for your account already. Use that one, or add one of another device.',
    NotSupportedError: 'This device cannot make such a passkey. Use another device, or an authenticator app.',
    SecurityError: 'Passkeys work only at the address that the desk was set up for. Ask an administrator for it.'
  }

  function say (text) {
    const place = document.getElementById('passkey-said')
    if (!place) return
    const notice = document.createElement('div')
    notice.className = 'notice notice--bad'
    const words = document.createElement('p')
    words.textContent = text
    notice.append(words)
    place.replaceChildren(notice)
  }

  document.addEventListener('allauth.error', (event) => {
    event.preventDefault()
    const exception = event.detail && event.detail.exception
    say((exception && SAID[exception.name]) || 'The passkey could not be used. Try again, or use your password.')
  })

  document.addEventListener('click', (event) => {
    const button = event.target.closest('#passkey_login, #mfa_webauthn_add, #mfa_webauthn_authenticate, #mfa_webauthn_reauthenticate')
    if (!button) return
    if (/^[\d.]+$|^\[/.test(window.location.hostname)) {
      // The rules of passkeys want a name; an address made of numbers is refused by every browser.
      const here = new URL(window.location.href)
      here.hostname = 'localhost'
      say(`Passkeys need a host name, and this page was opened by number. On this machine, open ${here.origin} instead.`)
    } else if (!window.isSecureContext || !window.PublicKeyCredential) {
      say('Passkeys need https and a browser that knows them. Use your password here.')
    } else {
      return
    }
    event.preventDefault()
    event.stopImmediatePropagation()
  }, true)
})()
