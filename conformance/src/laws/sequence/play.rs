//! Plays a sequence, and compares what is seen with what is expected.

use std::time::Duration;

use serde_json::Value;
use trueline_spec::model::OperationId;

use super::super::life::{Fresh, json};
use super::super::ways::Ways;
use super::super::{Stop, Trial};
use super::listed::Listed;
use super::plan::{Action, Step};
use super::tracked::Tracked;
use crate::check::Check;
use crate::judge::Rule;
use crate::request::CaseBuilder;

/// The time after which a server is asked again that seems to have forgotten a thing, or to show what is gone: it may take a
/// moment.
const PAUSE: Duration = Duration::from_millis(250);

/// Things that were there before which are to be as they were, and how many are looked for.
const BYSTANDERS: usize = 2;
const LOOKED_FOR: usize = 100;

/// Plays a sequence with things of its own, and looks at all of them at its end.
///
/// # Errors
///
/// A law is broken, or it cannot be decided.
pub(super) async fn play(trial: &mut Trial<'_>, ways: &Ways, steps: &[Step]) -> Result<(), Stop> {
    let parent = match ways.parent {
        Some(parent) => Some(parent.create_plain(trial, trial.exchanges.len(), &[]).await?),
        None => None,
    };
    let mut player = Player { ways, parent, things: Vec::new(), bystanders: 0, lists: Vec::new() };
    player.look_around(trial).await?;
    for step in steps {
        let own = player.things.len() - player.bystanders;
        let thing = player.bystanders + step.thing.checked_rem(own).unwrap_or_default();
        match step.action {
            Action::Create => player.create(trial).await?,
            Action::List => player.list(trial).await?,
            _ if own == 0 => {}
            Action::Read => player.read(trial, thing).await?,
            Action::Change => player.change(trial, thing).await?,
            Action::Delete => player.delete(trial, thing).await?,
        }
    }
    for thing in 0..player.things.len() {
        player.read(trial, thing).await?;
    }
    player.list(trial).await?;
    player.look_at_lists(trial).await
}

struct Player<'w> {
    ways: &'w Ways,
    /// What the things of this sequence belong to: its list has no others.
    parent: Option<Fresh>,
    /// Those that are not its own first.
    things: Vec<Tracked>,
    /// How many are not its own: nothing that it does is about them.
    bystanders: usize,
    lists: Vec<Listed>,
}

impl Player<'_> {
    /// Looks for things that were there before.
    async fn look_around(&mut self, trial: &mut Trial<'_>) -> Result<(), Stop> {
        for names in trial.builder.things.names_of(self.ways.life.kind).take(LOOKED_FOR) {
            let exchange = trial.exchanges.len();
            let fresh = Fresh { life: self.ways.life, names, exchange, sent: Value::Null, is_plain: false };
            let (number, received) = fresh.read(trial).await?;
            if received.status == 200 {
                self.things.push(Tracked { shown: Some((number, json(&received))), ..Tracked::new(fresh) });
            }
            if self.things.len() == BYSTANDERS {
                break;
            }
        }
        // A server that shows the same for all of them may know none.
        let shown = |thing: &Tracked| thing.shown.as_ref().map(|(_, shown)| shown.clone());
        if !self.things.windows(2).any(|two| shown(&two[0]) != shown(&two[1])) {
            self.things.clear();
        }
        self.bystanders = self.things.len();
        Ok(())
    }

    async fn create(&mut self, trial: &mut Trial<'_>) -> Result<(), Stop> {
        // Another sequence makes others.
        let outer = self.parent.as_ref().map(|parent| parent.names.as_slice()).unwrap_or_default();
        let fresh = self.ways.life.create_plain(trial, trial.exchanges.len(), outer).await?;
        let earlier = self.things.iter().find(|earlier| is_taken_by(earlier, &fresh, trial));
        let earlier = earlier.and_then(|earlier| Some((earlier.fresh.exchange, earlier.shown.clone()?)));
        if let Some((creation, (before, shown))) = earlier {
            let (number, received) = fresh.read(trial).await?;
            if received.status == 200 && json(&received) != shown {
                let message = "a creation is answered with 201 and the identity of what was there before, which no request \
                               said, and takes its place";
                let mut exchanges = vec![creation, before, fresh.exchange, number];
                exchanges.dedup();
                return Err(self.broken(
                    trial,
                    Check::IdentityReused,
                    message.to_owned(),
                    self.ways.life.creator,
                    exchanges,
                ));
            }
        }
        // Who creates the same thing again gets the one that is there; a name may be taken again that is free.
        if self.things[..self.bystanders].iter().any(|thing| thing.fresh.names == fresh.names) {
            return Ok(());
        }
        self.things.retain(|thing| thing.fresh.names != fresh.names);
        self.things.push(Tracked::new(fresh));
        self.read(trial, self.things.len() - 1).await
    }

    async fn read(&mut self, trial: &mut Trial<'_>, index: usize) -> Result<(), Stop> {
        let (number, received) = self.things[index].fresh.read(trial).await?;
        match received.status {
            200 => self.is_shown(trial, index, number, json(&received)).await,
            404 | 410 => self.is_not_found(trial, index, number).await,
            _ => Ok(()),
        }
    }

    /// A thing is shown.
    async fn is_shown(&mut self, trial: &mut Trial<'_>, index: usize, number: usize, now: Value) -> Result<(), Stop> {
        let thing = &self.things[index];
        if let Some(deletion) = thing.deleted {
            let is_as_before = thing.shown.as_ref().is_some_and(|(_, before)| *before == now);
            if is_as_before && self.found_again(trial, index, Some(&now)).await? {
                let deleter = self.ways.deleter.unwrap_or(self.ways.life.reader);
                let message =
                    "what was deleted can be read as before; 404 or 410 is expected, or an answer that says so";
                let exchanges = vec![self.things[index].fresh.exchange, deletion, number];
                return Err(self.broken(trial, Check::Deleted, message.to_owned(), deleter, exchanges));
            }
            // A mark of the deletion is as good.
            self.things[index].is_gone |= !is_as_before;
            return Ok(());
        }
        let others = self.things.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, other)| other);
        if let Some((name, other)) = thing.overwritten(&now, &others) {
            let message = format!("`{name}` shows what the creation of another said, and was not changed");
            let mut exchanges = vec![thing.fresh.exchange, other.fresh.exchange];
            exchanges.extend(thing.shown.as_ref().map(|(before, _)| *before));
            exchanges.sort_unstable();
            exchanges.push(number);
            return Err(self.broken(trial, Check::Isolation, message, self.ways.life.reader, exchanges));
        }
        self.things[index].shown = Some((number, now));
        Ok(())
    }

    /// A thing is not there.
    async fn is_not_found(&mut self, trial: &mut Trial<'_>, index: usize, number: usize) -> Result<(), Stop> {
        if self.things[index].deleted.is_some() {
            self.things[index].is_gone = true;
            return Ok(());
        }
        let thing = &self.things[index];
        let message = match &thing.shown {
            _ if thing.may_have_moved() => return Ok(()),
            Some(_) if index >= self.bystanders && !thing.is_proven() => return Ok(()),
            Some(_) => "what was read before is not found any more, and nothing deleted it",
            None if self.things.iter().any(Tracked::is_proven) => {
                "what was created is not found, and others that were created in the same way are"
            }
            // The reading of the document may be wrong.
            None => return Ok(()),
        };
        if self.found_again(trial, index, None).await? {
            return Ok(());
        }
        let thing = &self.things[index];
        let own = thing.fresh.exchange;
        let is_change = |at: &usize| !matches!(trial.exchanges[*at].request.method.as_str(), "GET" | "HEAD");
        let mut exchanges: Vec<usize> = (own + 1..number).filter(is_change).collect();
        exchanges.push(own);
        exchanges.extend(thing.shown.as_ref().map(|(before, _)| *before));
        exchanges.sort_unstable();
        exchanges.dedup();
        exchanges.push(number);
        Err(self.broken(trial, Check::Lost, message.to_owned(), self.ways.life.reader, exchanges))
    }

    /// Whether a thing is found a moment later, as it was seen where that is given.
    async fn found_again(&self, trial: &mut Trial<'_>, index: usize, now: Option<&Value>) -> Result<bool, Stop> {
        tokio::time::sleep(PAUSE).await;
        let (_, received) = self.things[index].fresh.read(trial).await?;
        Ok(received.status == 200 && now.is_none_or(|now| json(&received) == *now))
    }

    async fn change(&mut self, trial: &mut Trial<'_>, index: usize) -> Result<(), Stop> {
        let Some(changer) = self.ways.changer else { return Ok(()) };
        let changer = trial.builder.of(changer);
        let thing = &self.things[index];
        if thing.deleted.is_some() {
            return Ok(());
        }
        let template = thing.fresh.request(trial, &changer, trial.exchanges.len())?;
        // What is refused may be done in part.
        let (number, _) = trial.send(&changer, &template).await?;
        let first = self.things[index].changed_at.map_or(number, |(first, _)| first);
        self.things[index].changed_at = Some((first, number));
        let sent = template.body().and_then(Value::as_object).into_iter().flatten();
        self.things[index].changed.extend(sent.map(|(name, _)| name.clone()));
        Ok(())
    }

    async fn delete(&mut self, trial: &mut Trial<'_>, index: usize) -> Result<(), Stop> {
        let Some(deleter) = self.ways.deleter else { return Ok(()) };
        if self.things[index].deleted.is_some() {
            return Ok(());
        }
        // What is seen afterwards is compared with what was seen before.
        self.read(trial, index).await?;
        self.list(trial).await?;
        let deleter = trial.builder.of(deleter);
        let template = self.things[index].fresh.request(trial, &deleter, trial.exchanges.len())?;
        let (number, received) = trial.send(&deleter, &template).await?;
        if matches!(received.status, 200 | 204) {
            self.things[index].deleted = Some(number);
        } else if received.status == 202 {
            // It may be gone at any time.
            self.things.remove(index);
        }
        Ok(())
    }

    async fn list(&mut self, trial: &mut Trial<'_>) -> Result<(), Stop> {
        let (Some(lister), Some(first)) = (self.ways.lister, self.things.get(self.bystanders)) else { return Ok(()) };
        let lister = trial.builder.of(lister);
        let mut template = trial.plainest(&lister)?;
        if !lister.name_thing(&mut template, &outer(&lister, &first.fresh)) {
            return Ok(());
        }
        let (number, received) = trial.send(&lister, &template).await?;
        self.lists.extend(Listed::read(&lister, self.ways, number, &received));
        Ok(())
    }

    /// Compares the lists with what is there.
    async fn look_at_lists(&mut self, trial: &mut Trial<'_>) -> Result<(), Stop> {
        if self.shown_although_gone().is_some() {
            tokio::time::sleep(PAUSE).await;
            self.list(trial).await?;
            if let Some(exchanges) = self.shown_although_gone() {
                let message = "the list shows as before what was deleted and cannot be read as before";
                return Err(self.not_listed_right(trial, message, exchanges));
            }
        }
        if self.seems_to_lack_some() { self.try_to_list(trial).await } else { Ok(()) }
    }

    /// What proves that the last list shows a thing as before that is gone.
    fn shown_although_gone(&self) -> Option<Vec<usize>> {
        let (last, earlier) = self.lists.split_last()?;
        self.things.iter().find_map(|thing| {
            let deletion = thing.deleted.filter(|_| thing.is_gone && thing.is_proven())?;
            let item = last.item(thing.name())?;
            let mut before = earlier.iter().filter(|list| list.exchange < deletion);
            let is_as_before = before.any(|list| list.item(thing.name()) == Some(item));
            let is_as_read = thing.shown.as_ref().is_some_and(|(_, shown)| shown == item);
            (is_as_before || is_as_read).then(|| vec![thing.fresh.exchange, deletion, last.exchange])
        })
    }

    /// Whether a list does not show a thing, although it shows another like it and a list may be longer.
    fn seems_to_lack_some(&self) -> bool {
        let longest = self.lists.iter().map(Listed::len).max().unwrap_or_default();
        self.lists.iter().filter(|list| list.len() < longest).any(|list| {
            let there = || self.things.iter().filter(|thing| thing.can_be_expected_in(list.exchange));
            there().any(|thing| list.item(thing.name()).is_none())
                && there().any(|thing| list.item(thing.name()).is_some())
        })
    }

    /// Creates a thing, and lists after a while: what is not shown then, while a list after another creation is longer, is not
    /// listed.
    async fn try_to_list(&mut self, trial: &mut Trial<'_>) -> Result<(), Stop> {
        self.create(trial).await?;
        tokio::time::sleep(4 * PAUSE).await;
        self.list(trial).await?;
        self.create(trial).await?;
        self.list(trial).await?;
        let [.., list, later] = self.lists.as_slice() else { return Ok(()) };
        let there = || self.things.iter().filter(|thing| thing.can_be_expected_in(list.exchange));
        let missing = there().next_back().filter(|thing| list.item(thing.name()).is_none());
        let shown = there().find(|thing| list.item(thing.name()).is_some());
        if let (Some(missing), Some(shown), true) = (missing, shown, later.len() > list.len()) {
            let mut exchanges = vec![shown.fresh.exchange, missing.fresh.exchange];
            exchanges.extend(self.things.last().map(|thing| thing.fresh.exchange));
            exchanges.extend([list.exchange, later.exchange]);
            exchanges.sort_unstable();
            exchanges.dedup();
            let message = "a list does not show what was created before it, which can be read; it shows another like it, and the \
                           list after the next creation is longer";
            return Err(self.not_listed_right(trial, message, exchanges));
        }
        Ok(())
    }

    fn not_listed_right(&self, trial: &Trial<'_>, message: &str, exchanges: Vec<usize>) -> Stop {
        let accused = self.ways.lister.unwrap_or(self.ways.life.reader);
        self.broken(trial, Check::Listed, message.to_owned(), accused, exchanges)
    }

    /// A law is broken, as exchanges prove.
    fn broken(
        &self,
        trial: &Trial<'_>,
        check: Check,
        message: String,
        accused: OperationId,
        mut exchanges: Vec<usize>,
    ) -> Stop {
        exchanges.splice(0..0, self.parent.as_ref().map(|parent| parent.exchange));
        Stop::broken(check, message, Rule::whole(trial.builder.api.operation(accused).origin), exchanges)
    }
}

/// The values that name what a thing belongs to.
fn outer(lister: &CaseBuilder<'_>, fresh: &Fresh) -> Vec<Option<Value>> {
    let count = lister.operation.path.parameters().count();
    fresh.names.iter().take(count).cloned().collect()
}

/// Whether a creation gives the identity of another thing that is there, a number or a UUID that no request said, to something
/// else.
fn is_taken_by(earlier: &Tracked, fresh: &Fresh, trial: &Trial<'_>) -> bool {
    let is_created = matches!(&trial.exchanges[fresh.exchange].answer, Ok(received) if received.status == 201);
    let Some(name) = fresh.names.last().and_then(Option::as_ref) else { return false };
    let text = name.as_str().map_or_else(|| name.to_string(), str::to_owned);
    let is_given = text.parse::<u64>().is_ok() || text.parse::<uuid::Uuid>().is_ok();
    let is_said = fresh.sent.to_string().contains(&text);
    let is_same = earlier.deleted.is_none() && earlier.fresh.names == fresh.names && earlier.fresh.sent != fresh.sent;
    is_same && is_created && is_given && !is_said
}
