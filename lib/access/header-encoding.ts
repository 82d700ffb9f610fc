/** UTF-8, with everything but letters, digits and `-._~` as %XX (RFC 3986, 2.3): no separator, space or line break. */
export const encoded = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
