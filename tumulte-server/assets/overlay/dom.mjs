/**
 * A box with a class and a text. Everything from the wire becomes text nodes and attributes, never markup.
 *
 * @param {string} tag
 * @param {string} name
 * @param {string} [text]
 * @returns {HTMLElement}
 */
export function box(tag, name, text) {
  const node = document.createElement(tag);
  node.className = name;
  if (text !== undefined) node.textContent = text;
  return node;
}

/**
 * Puts children in order and takes the others away. Those that stand right are left alone: a node that is moved begins
 * its animations anew.
 *
 * @param {Element} root
 * @param {Element[]} children
 */
export function arrange(root, children) {
  const wanted = new Set(children);
  for (const child of [...root.children]) if (!wanted.has(child)) child.remove();
  children.forEach((child, index) => {
    if (root.children[index] !== child) root.insertBefore(child, root.children[index] ?? null);
  });
}

/**
 * A portrait; the initial lies below and stays where the picture can't be loaded.
 *
 * @param {string} name
 * @param {string|null} url
 * @returns {HTMLElement}
 */
export function drawAvatar(name, url) {
  const avatar = box('span', 'avatar', initial(name));
  if (url !== null) {
    const picture = document.createElement('img');
    picture.alt = '';
    picture.referrerPolicy = 'no-referrer';
    picture.addEventListener('error', () => picture.remove());
    picture.src = url;
    avatar.append(picture);
  }
  return avatar;
}

/** The first letter as people see it, also where it takes several code points. */
function initial(name) {
  const [first] = new Intl.Segmenter().segment(name);
  return first === undefined ? '' : first.segment.toLocaleUpperCase();
}
