/**
 * For comfort only: on paper, and when a link leads into one, what is folded opens. Everything can be read without it.
 */
export const script = `addEventListener('beforeprint',()=>{for(const d of document.querySelectorAll('details'))d.open=true});`;
