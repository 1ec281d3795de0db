//! Ordinary formulas and rolls allocate nothing. A binary of its own: it counts for all threads.

#[cfg(test)]
mod tests {
    use std::{
        alloc::{GlobalAlloc, Layout, System},
        sync::atomic::{AtomicUsize, Ordering},
    };

    use tumulte_core::dice::{Dialect, Formula, SeededDice};

    struct Counting;

    static ALLOCATED: AtomicUsize = AtomicUsize::new(0);

    #[expect(unsafe_code, reason = "an allocator that counts has to be one")]
    // SAFETY: everything is handed on to the system's allocator as it came.
    unsafe impl GlobalAlloc for Counting {
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            ALLOCATED.fetch_add(1, Ordering::Relaxed);
            unsafe { System.alloc(layout) }
        }

        unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
            unsafe { System.dealloc(pointer, layout) }
        }
    }

    #[global_allocator]
    static ALLOCATOR: Counting = Counting;

    #[test]
    fn ordinary_rolls_allocate_nothing() {
        const FORMULAS: [(&str, Dialect); 12] = [
            ("2d6+3", Dialect::Foundry),
            ("1d20+5", Dialect::Foundry),
            ("4d6kh3", Dialect::Foundry),
            ("8d6", Dialect::Foundry),
            ("2d20kh1+7", Dialect::Foundry),
            ("1d8+1d6+3", Dialect::Foundry),
            ("(2d6+3)*2", Dialect::Foundry),
            ("5d10cs>=8", Dialect::Foundry),
            ("1d20min10 + 2 + 4", Dialect::Foundry),
            ("2d20kh1cs20cf1 + 7", Dialect::Roll20),
            ("5d10>8f1", Dialect::Roll20),
            ("4d6k1k6", Dialect::Avrae),
        ];
        let mut dice = SeededDice::new(1);
        for (text, dialect) in FORMULAS {
            let before = ALLOCATED.load(Ordering::Relaxed);
            let formula = Formula::parse(text, dialect);
            let total = formula
                .as_ref()
                .map(|formula| formula.roll(&mut dice).map(|rolled| rolled.total()));
            let total = total.is_ok_and(|total| total.is_ok());
            let after = ALLOCATED.load(Ordering::Relaxed);
            assert!(total, "{text}");
            assert_eq!(after - before, 0, "{text} allocated");
        }
    }
}
