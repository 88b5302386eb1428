//! Writes how structures are read from JSON: only what is each structure's own, the rest stands in the run-time part.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::names::{Ident, Scope, field_name};
use crate::options::MapType;
use crate::plan::Presence;
use crate::plan::map_path;
use crate::plan::types::StructPlan;

/// Whether a structure is read field by field; parts that share one object are for serde to take apart.
pub fn is_record(shape: &StructPlan) -> bool {
    !shape.fields.iter().any(|field| field.flatten)
}

/// The implementations for a structure that is read field by field.
pub fn item(name: &Ident, shape: &StructPlan) -> TokenStream {
    let names: Vec<&Ident> = shape.fields.iter().map(|field| &field.name).collect();
    let others = || others(shape).map(|(name, _)| name);
    let (all, keeps_others) = (names.iter().copied().chain(others()), others().next().is_some());
    let mut scope = Scope::reserving(all.map(Ident::as_str));
    let entries = scope.claim(field_name("entries"));
    let wires = shape.fields.iter().map(|field| &field.wire);
    let read = read(shape, &entries);
    let built = built(shape, &entries);
    let label = name.as_str();
    let slots = self::others(shape).map(|(name, map)| {
        let map = map_path(map);
        quote!(let mut #name = #map::new();)
    });
    quote! {
        impl<'de> crate::support::record::Record<'de> for #name {
            const NAME: &'static str = #label;
            const FIELDS: &'static [&'static str] = &[#(#wires),*];
            const KEEPS_OTHERS: bool = #keeps_others;

            fn from_entries<A: serde::de::MapAccess<'de>>(
                mut #entries: crate::support::record::Entries<A>,
            ) -> Result<Self, A::Error> {
                #(let mut #names = None;)*
                #(#slots)*
                #read
                #built
            }
        }

        impl<'de> serde::Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::support::record::read(deserializer)
            }
        }
    }
}

/// The loop over the entries; numbers are cheaper to tell apart than texts.
fn read(shape: &StructPlan, entries: &Ident) -> TokenStream {
    let arms = shape.fields.iter().enumerate().map(|(index, field)| {
        let (index, name) = (Literal::usize_unsuffixed(index), &field.name);
        match field.presence {
            Presence::Required | Presence::OptionalNullable => quote!(Some(#index) => #entries.value(&mut #name)),
            // Where any value is allowed, null is one.
            Presence::Optional if field.ty.is_nullable() => quote!(Some(#index) => #entries.value(&mut #name)),
            Presence::Nullable | Presence::Optional => quote!(Some(#index) => #entries.optional(&mut #name)),
        }
    });
    let other = shape
        .additional
        .as_ref()
        .map_or_else(|| quote!(#entries.skip()), |(name, ..)| quote!(#entries.other(&mut #name)));
    let other = by_pattern(shape, entries, other);
    quote! {
        loop {
            match #entries.next()? {
                #(#arms,)*
                Some(_) => #other,
                None => break,
            }?;
        }
    }
}

/// The maps of entries that have no field.
fn others(shape: &StructPlan) -> impl Iterator<Item = (&Ident, MapType)> {
    let patterned = shape.patterned.iter().map(|patterned| (&patterned.name, patterned.map));
    patterned.chain(shape.additional.as_ref().map(|(name, map, _)| (name, *map)))
}

/// What becomes of an entry that has no field, by its name.
fn by_pattern(shape: &StructPlan, entries: &Ident, other: TokenStream) -> TokenStream {
    if shape.patterned.is_empty() {
        return other;
    }
    let patterns = shape.patterned.iter().flat_map(|patterned| &patterned.patterns);
    let mut index = 0;
    let arms = shape.patterned.iter().map(|patterned| {
        let indices = patterned.patterns.iter().map(|_| {
            index += 1;
            Literal::usize_unsuffixed(index - 1)
        });
        let (indices, name): (Vec<Literal>, &Ident) = (indices.collect(), &patterned.name);
        quote!(Some(#(#indices)|*) => #entries.other(&mut #name),)
    });
    quote! {
        match #entries.pattern(&[#(#patterns),*]) {
            #(#arms)*
            _ => #other,
        }
    }
}

fn built(shape: &StructPlan, entries: &Ident) -> TokenStream {
    let required = || shape.fields.iter().enumerate().filter(|(_, field)| field.presence == Presence::Required);
    let names: Vec<&Ident> = required().map(|(_, field)| &field.name).collect();
    let indices = required().map(|(index, _)| Literal::usize_unsuffixed(index));
    let complete = (!names.is_empty()).then(|| {
        quote! {
            let (#(Some(#names),)*) = (#(#names,)*) else {
                return Err(#entries.missing(&[#(#indices),*]));
            };
        }
    });
    let all = shape.fields.iter().map(|field| &field.name);
    let others = others(shape).map(|(name, _)| name);
    quote! {
        #complete
        Ok(Self { #(#all,)* #(#others,)* })
    }
}
