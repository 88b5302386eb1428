//! The fewest steps that break a law as a longer sequence did.

use proptest::strategy::ValueTree;

use super::super::ways::Ways;
use super::super::{Broken, Stop, Trial};
use super::plan::Step;
use super::play::play;

/// Sequences that are played for it.
const PLAYS: usize = 24;

/// Plays a sequence again and again with fewer steps: the smallest that breaks the same rule, with the exchanges that prove it.
pub(super) async fn shrunk(
    trial: &mut Trial<'_>,
    ways: &Ways,
    mut tree: impl ValueTree<Value = Vec<Step>>,
    mut smallest: Box<Broken>,
) -> Stop {
    let mut is_smaller = tree.simplify();
    for _ in 0..PLAYS {
        if !is_smaller {
            break;
        }
        let mut again = trial.anew();
        let found = play(&mut again, ways, &tree.current()).await;
        is_smaller = match found {
            Err(Stop::Broken(mut broken)) if broken.finding.check == smallest.finding.check => {
                trial.take(&mut broken, again);
                smallest = broken;
                tree.simplify()
            }
            _ => tree.complicate(),
        };
    }
    Stop::Broken(smallest)
}
