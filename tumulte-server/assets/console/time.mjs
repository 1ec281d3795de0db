const UNITS = [['day', 86_400], ['hour', 3_600], ['minute', 60]];

/**
 * Says times in the reader's language and zone: `data-clock` as a time of day, `data-ago` as a distance.
 * @param {ParentNode} root
 */
export function showLocalTimes(root) {
  const language = document.documentElement.lang;
  for (const node of root.querySelectorAll('time[data-clock], time[data-ago]')) {
    const moment = new Date(node.dateTime);
    if (Number.isNaN(moment.getTime())) continue;
    node.title = moment.toLocaleString(language);
    node.textContent = 'ago' in node.dataset ? ago(moment, language) : clock(moment, language);
  }
}

function clock(moment, language) {
  return moment.toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

function ago(moment, language) {
  const seconds = (moment.getTime() - Date.now()) / 1_000;
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) return format.format(Math.round(seconds / length), unit);
  }
  return format.format(0, 'second');
}
