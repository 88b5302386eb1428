//! How a structure is made: by arguments where nobody can mistake one for another, else by names, which the compiler counts.

use std::collections::{BTreeMap, BTreeSet};

use crate::names::{Ident, Scope, type_name};
use crate::plan::model::rust_type::RustType;
use crate::plan::model::types::{ConstructorPlan, FieldPlan, StructPlan, TextPlan, TypePlan, TypeShape};
use crate::plan::passes::conversions::{aliases, unaliased};

/// The most arguments that a constructor takes.
const ARGUMENT_LIMIT: usize = 3;

/// Decides on the constructor of every structure. Names of builders give way to those of types.
pub(crate) fn choose(list: &mut [TypePlan]) {
    let likeness = Likenesses::of(list);
    let by_name: Vec<bool> = list
        .iter()
        .map(|plan| match &plan.shape {
            TypeShape::Struct(shape) => !likeness.are_arguments(shape),
            _ => false,
        })
        .collect();
    let mut scope = Scope::reserving(list.iter().map(|plan| plan.name.as_str()));
    let mut order: Vec<usize> = (0..list.len()).filter(|index| by_name[*index]).collect();
    order.sort_by_key(|index| list[*index].name.clone());
    let builders: Vec<(usize, Ident)> = order
        .into_iter()
        .map(|index| (index, scope.claim(type_name(&format!("{} builder", list[index].name.as_str())))))
        .collect();
    for (index, builder) in builders {
        let is_sent = list[index].sent;
        if let TypeShape::Struct(shape) = &mut list[index].shape {
            shape.constructor = if is_sent { ConstructorPlan::Builder(builder) } else { ConstructorPlan::None };
        }
    }
}

/// What a value can be taken for that is given without a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    /// What a text converts into.
    Text,
    /// What a number converts into.
    Number,
    /// What nobody knows the conversions of.
    Anything,
    /// Its type alone.
    Type(RustType),
}

/// What is known of the types of an API.
struct Likenesses {
    aliases: BTreeMap<Ident, RustType>,
    /// Types that values of other types convert into, with these.
    converting: BTreeMap<Ident, (Vec<RustType>, bool)>,
}

impl Likenesses {
    fn of(list: &[TypePlan]) -> Self {
        let converting = list.iter().filter_map(|plan| {
            let from = match &plan.shape {
                TypeShape::Union(union) => {
                    let variants = union.variants.iter().filter(|variant| variant.converts);
                    let is_text = matches!(union.text, Some(TextPlan::Any(_)));
                    (variants.map(|variant| variant.ty.clone()).collect(), is_text)
                }
                TypeShape::Newtype(ty) => (vec![ty.clone()], false),
                _ => return None,
            };
            Some((plan.name.clone(), from))
        });
        Self { aliases: aliases(list), converting: converting.collect() }
    }

    /// Whether what is required can be given in order.
    fn are_arguments(&self, shape: &StructPlan) -> bool {
        let required: Vec<&FieldPlan> = shape.fields.iter().filter(|field| !field.has_default()).collect();
        if required.len() > ARGUMENT_LIMIT {
            return false;
        }
        let mut known = BTreeSet::new();
        let all = required.iter().map(|field| self.likenesses(&field.ty));
        let differ = all.fold(true, |differ, own| {
            let is_new = own.iter().all(|one| !known.contains(one));
            known.extend(own);
            differ && is_new
        });
        differ && (required.len() < 2 || !known.contains(&Likeness::Anything))
    }

    fn likenesses(&self, ty: &RustType) -> BTreeSet<Likeness> {
        match unaliased(ty, &self.aliases, 0) {
            RustType::Option(inner) | RustType::Boxed(inner) => self.likenesses(&inner),
            RustType::String | RustType::Base64 | RustType::Upload => BTreeSet::from([Likeness::Text]),
            RustType::I32
            | RustType::I64
            | RustType::U32
            | RustType::U64
            | RustType::I128
            | RustType::U128
            | RustType::F64 => BTreeSet::from([Likeness::Number]),
            RustType::Value | RustType::Foreign(_) => BTreeSet::from([Likeness::Anything]),
            RustType::Ipv4 | RustType::Ipv6 => BTreeSet::from([Likeness::Type(RustType::Ip)]),
            RustType::Named(name) => self.named(&name),
            other => BTreeSet::from([Likeness::Type(other)]),
        }
    }

    /// A type itself, and what converts into it: one step, as `Into` goes.
    fn named(&self, name: &Ident) -> BTreeSet<Likeness> {
        let mut found = BTreeSet::from([Likeness::Type(RustType::Named(name.clone()))]);
        let Some((from, is_text)) = self.converting.get(name) else { return found };
        for ty in from {
            match unaliased(ty, &self.aliases, 0) {
                RustType::Named(other) => drop(found.insert(Likeness::Type(RustType::Named(other)))),
                RustType::Boxed(inner) => drop(found.insert(Likeness::Type(*inner))),
                scalar => found.extend(self.likenesses(&scalar)),
            }
        }
        if *is_text {
            found.insert(Likeness::Text);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Likenesses;
    use crate::names::{field_name, type_name};
    use crate::plan::model::rust_type::RustType;
    use crate::plan::model::types::{Docs, FieldPlan, Presence, StructPlan};

    fn structure(types: &[RustType]) -> StructPlan {
        let field = |ty: &RustType| FieldPlan {
            name: field_name("a"),
            setter: field_name("a"),
            wire: "a".to_owned(),
            ty: ty.clone(),
            presence: Presence::Required,
            flatten: false,
            constant: false,
            preset: false,
            docs: Docs::default(),
        };
        StructPlan { fields: types.iter().map(field).collect(), ..StructPlan::default() }
    }

    #[test]
    fn what_can_be_mistaken_is_given_by_name() {
        let (known, text_or_number, code) = (type_name("known"), type_name("text or number"), type_name("code"));
        let likenesses = Likenesses {
            aliases: BTreeMap::from([(code.clone(), RustType::String)]),
            converting: BTreeMap::from([(text_or_number.clone(), (vec![RustType::F64, RustType::String], true))]),
        };
        let named = |name: &crate::names::Ident| RustType::Named(name.clone());
        let optional = |ty: RustType| RustType::Option(Box::new(ty));
        let are = |types: &[RustType]| likenesses.are_arguments(&structure(types));
        assert!(are(&[]) && are(&[RustType::Value]) && are(&[RustType::String, RustType::I64, named(&known)]));
        assert!(are(&[RustType::String, RustType::Vec(Box::new(RustType::String))]));
        let four = [RustType::String, RustType::I64, named(&known), RustType::Bool];
        assert!(!are(&four), "four are too many");
        assert!(!are(&[RustType::String, named(&code)]), "both are texts");
        assert!(!are(&[RustType::String, optional(RustType::String)]), "both are texts");
        assert!(!are(&[RustType::I64, RustType::F64]), "`1` is either");
        assert!(!are(&[named(&text_or_number), RustType::String]), "a text becomes either");
        assert!(!are(&[named(&known), RustType::Value]), "who knows");
        assert!(!are(&[RustType::Ip, RustType::Ipv4]), "one becomes the other");
    }
}
