//! Named characters: those of HTML 4, and every name of a character on the keyboard.

/// Names as they stand between `&` and `;`, each followed by its character, by first letter from A to z.
#[rustfmt::skip]
const NAMED: [&str; 58] = [
    "AEligÆ AMP& AacuteÁ AcircÂ AgraveÀ AlphaΑ AringÅ AtildeÃ AumlÄ",
    "BetaΒ",
    "COPY© CcedilÇ ChiΧ",
    "Dagger‡ DeltaΔ DiacriticalGrave`",
    "ETHÐ EacuteÉ EcircÊ EgraveÈ EpsilonΕ EtaΗ EumlË",
    "",
    "GT> GammaΓ",
    "Hat^",
    "IacuteÍ IcircÎ IgraveÌ IotaΙ IumlÏ",
    "",
    "KappaΚ",
    "LT< LambdaΛ",
    "MuΜ",
    "NewLine\n NtildeÑ NuΝ",
    "OEligŒ OacuteÓ OcircÔ OgraveÒ OmegaΩ OmicronΟ OslashØ OtildeÕ OumlÖ",
    "PhiΦ PiΠ Prime″ PsiΨ",
    "QUOT\"",
    "REG® RhoΡ",
    "ScaronŠ SigmaΣ",
    "THORNÞ Tab\t TauΤ ThetaΘ",
    "UacuteÚ UcircÛ UgraveÙ UnderBar_ UpsilonΥ UumlÜ",
    "VerticalLine|",
    "",
    "XiΞ",
    "YacuteÝ YumlŸ",
    "ZetaΖ",
    "", "", "", "", "", "",
    "aacuteá acircâ acute´ aeligæ agraveà alefsymℵ alphaα amp& and∧ ang∠ apos' aringå ast* asymp≈ \
     atildeã aumlä",
    "bdquo„ betaβ brvbar¦ bsol\\ bull•",
    "cap∩ ccedilç cedil¸ cent¢ chiχ circˆ clubs♣ colon: comma, commat@ cong≅ copy© crarr↵ cup∪ \
     curren¤",
    "dArr⇓ dagger† darr↓ deg° deltaδ diams♦ divide÷ dollar$",
    "eacuteé ecircê egraveè empty∅ emsp\u{2003} ensp\u{2002} epsilonε equals= equiv≡ etaη ethð eumlë \
     euro€ excl! exist∃",
    "fnofƒ forall∀ frac12½ frac14¼ frac34¾ frasl⁄",
    "gammaγ ge≥ grave` gt>",
    "hArr⇔ harr↔ hearts♥ hellip…",
    "iacuteí icircî iexcl¡ igraveì imageℑ infin∞ int∫ iotaι iquest¿ isin∈ iumlï",
    "",
    "kappaκ",
    "lArr⇐ lambdaλ lang⟨ laquo« larr← lbrace{ lbrack[ lceil⌈ lcub{ ldquo“ le≤ lfloor⌊ lowast∗ lowbar_ \
     loz◊ lpar( lrm\u{200e} lsaquo‹ lsqb[ lsquo‘ lt<",
    "macr¯ mdash— microµ midast* middot· minus− muμ",
    "nabla∇ nbsp\u{a0} ndash– ne≠ ni∋ not¬ notin∉ nsub⊄ ntildeñ nuν num#",
    "oacuteó ocircô oeligœ ograveò oline‾ omegaω omicronο oplus⊕ or∨ ordfª ordmº oslashø otildeõ \
     otimes⊗ oumlö",
    "para¶ part∂ percnt% period. permil‰ perp⊥ phiφ piπ pivϖ plus+ plusmn± pound£ prime′ prod∏ prop∝ \
     psiψ",
    "quest? quot\"",
    "rArr⇒ radic√ rang⟩ raquo» rarr→ rbrace} rbrack] rceil⌉ rcub} rdquo” realℜ reg® rfloor⌋ rhoρ \
     rlm\u{200f} rpar) rsaquo› rsqb] rsquo’",
    "sbquo‚ scaronš sdot⋅ sect§ semi; shy\u{ad} sigmaσ sigmafς sim∼ sol/ spades♠ sub⊂ sube⊆ sum∑ sup⊃ \
     sup1¹ sup2² sup3³ supe⊇ szligß",
    "tauτ there4∴ thetaθ thetasymϑ thinsp\u{2009} thornþ tilde˜ times× trade™",
    "uArr⇑ uacuteú uarr↑ ucircû ugraveù uml¨ upsihϒ upsilonυ uumlü",
    "verbar| vert|",
    "weierp℘",
    "xiξ",
    "yacuteý yen¥ yumlÿ",
    "zetaζ zwj\u{200d} zwnj\u{200c}",
];

/// The character of a name.
pub(super) fn named(name: &str) -> Option<char> {
    let initial = name.bytes().next()?.checked_sub(b'A')?;
    let mut entries = NAMED.get(usize::from(initial))?.split(' ');
    entries.find_map(|entry| {
        let mut behind = entry.strip_prefix(name)?.chars();
        behind.next().filter(|_| behind.next().is_none())
    })
}

/// The character of a name that needs no `;`: those of Latin 1, and of them only the signs of markup among what a
/// keyboard has.
pub(super) fn unended(name: &str) -> Option<char> {
    named(name).filter(|letter| matches!(letter, '&' | '<' | '>' | '"' | '\u{a0}'..='ÿ'))
}

/// All names.
#[cfg(test)]
pub(super) fn names() -> Vec<&'static str> {
    let entries =
        NAMED.iter().flat_map(|entries| entries.split(' ')).filter(|entry| !entry.is_empty());
    let name =
        |entry: &'static str| entry.char_indices().last().map_or("", |(end, _)| &entry[..end]);
    entries.map(name).collect()
}
