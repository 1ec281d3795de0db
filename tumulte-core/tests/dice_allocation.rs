//! Ordinary formulas and rolls allocate nothing. A binary of its own, since it counts allocations.

#[cfg(test)]
mod tests {
    use std::{
        alloc::{GlobalAlloc, Layout, System},
        cell::Cell,
    };

    use tumulte_core::dice::{Dialect, Formula, SeededDice};

    struct Counting;

    thread_local! {
        static ALLOCATED: Cell<usize> = const { Cell::new(0) };
    }

    #[expect(unsafe_code, reason = "an allocator that counts has to be one")]
    // SAFETY: everything is handed on to the system's allocator as it came.
    unsafe impl GlobalAlloc for Counting {
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            let _ = ALLOCATED.try_with(|count| count.set(count.get() + 1));
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
            let before = ALLOCATED.get();
            let formula = Formula::parse(text, dialect);
            let total = formula
                .as_ref()
                .map(|formula| formula.roll(&mut dice).map(|rolled| rolled.total()));
            let total = total.is_ok_and(|total| total.is_ok());
            let after = ALLOCATED.get();
            assert!(total, "{text}");
            assert_eq!(after - before, 0, "{text} allocated");
        }
    }
}
