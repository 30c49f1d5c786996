// A browser that follows redirects, keeps cookies and submits forms.

/** Opens a page and submits its forms, with these values, until there is a page without. */
export async function submitForms(url, values) {
  const cookies = new Map()
  let request = { url, method: 'GET' }
  for (let step = 0; step < 30; step++) {
    const response = await fetch(request.url, {
      method: request.method, redirect: 'manual', body: request.body,
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = cookie.match(/^([^=]+)=([^;]*)/)
      if (value) cookies.set(name, value)
      else cookies.delete(name)
    }
    const html = await response.text()
    const to = response.headers.get('location')
    const form = html.match(/<form[^>]*action="([^"]*)"[^>]*>(.*?)<\/form>/s)
    if (to) {
      request = { url: new URL(to, request.url), method: 'GET' }
    } else if (form) {
      const body = new URLSearchParams()
      for (const [input] of form[2].matchAll(/<(?:input|button)[^>]*>/g)) {
        const name = input.match(/name="([^"]*)"/)?.[1]
        if (name) body.set(name, values[name] ?? input.match(/value="([^"]*)"/)?.[1] ?? '')
      }
      request = { url: new URL(form[1], request.url), method: 'POST', body }
    } else {
      return { status: response.status, html }
    }
  }
  throw new Error('the pages never end')
}
