//! Writes the rules that requests are checked against.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use crate::emit::tokens::piece::Piece;
use crate::names::Ident;
use crate::plan::model::rule::{BoundPlan, RulePlan, RulesPlan};

/// What the module begins with.
#[must_use]
pub(crate) fn imports() -> TokenStream {
    quote! {
        #![allow(unused_imports, reason = "not every API has every kind of rule")]

        use crate::support::rule::{Bound, Format, Rule};
    }
}

/// The rules, one after the other: there can be a hundred thousand.
pub(crate) fn items(plan: &RulesPlan) -> impl Iterator<Item = Piece> {
    plan.rules.iter().flatten().map(|(name, rule)| {
        let rule = rule_tokens(rule, plan);
        Piece::Tokens(quote!(pub static #name: Rule = #rule;))
    })
}

/// `Some(&crate::rules::PET_NAME)` or `None`
pub(crate) fn reference(rule: Option<&Ident>) -> TokenStream {
    option(rule.map(path))
}

/// `&crate::rules::PET_NAME`
#[must_use]
pub(crate) fn path(name: &Ident) -> TokenStream {
    quote!(&crate::rules::#name)
}

fn rule_tokens(plan: &RulePlan, all: &RulesPlan) -> TokenStream {
    let own = |index: usize| own(index, all);
    match plan {
        RulePlan::Number { minimum, maximum, multiple_of } => {
            let (minimum, maximum) = (bound(minimum.as_ref()), bound(maximum.as_ref()));
            let multiple_of = option(multiple_of.map(float));
            quote!(Rule::Number { minimum: #minimum, maximum: #maximum, multiple_of: #multiple_of })
        }
        RulePlan::Text { min_length, max_length, pattern, format } => {
            let (least, greatest) = (count(*min_length), count(*max_length));
            let pattern = option(pattern.as_ref().map(|text| quote!(#text)));
            let format = option(format.map(|name| {
                let ident = format_ident!("{name}");
                quote!(Format::#ident)
            }));
            quote!(Rule::Text { min_length: #least, max_length: #greatest, pattern: #pattern, format: #format })
        }
        RulePlan::List { min_items, max_items, unique, items } => {
            let (least, greatest, items) = (count(*min_items), count(*max_items), option(items.map(own)));
            quote!(Rule::List { min_items: #least, max_items: #greatest, unique: #unique, items: #items })
        }
        RulePlan::Object { min_properties, max_properties, properties, additional } => {
            let (least, greatest, additional) =
                (count(*min_properties), count(*max_properties), option(additional.map(own)));
            let properties = properties.iter().map(|(name, rule)| {
                let rule = own(*rule);
                quote!((#name, #rule))
            });
            quote! {
                Rule::Object {
                    min_properties: #least,
                    max_properties: #greatest,
                    properties: &[#(#properties),*],
                    additional: #additional,
                }
            }
        }
        RulePlan::Listed(values) => quote!(Rule::Listed(&[#(#values),*])),
        RulePlan::ListedIntegers(listed) => {
            let listed = listed.iter().map(|value| Literal::i64_unsuffixed(*value));
            quote!(Rule::ListedIntegers(&[#(#listed),*]))
        }
        RulePlan::All(rules) => {
            let rules = rules.iter().map(|rule| own(*rule));
            quote!(Rule::All(&[#(#rules),*]))
        }
        RulePlan::Any(rules) => {
            let rules = rules.iter().map(|rule| own(*rule));
            quote!(Rule::Any(&[#(#rules),*]))
        }
    }
}

/// A rule that another one stands on; those that are needed have a name.
fn own(index: usize, all: &RulesPlan) -> TokenStream {
    let name = all.rules.get(index).and_then(Option::as_ref).map(|(name, _)| name);
    quote!(&#name)
}

fn count(count: Option<u64>) -> TokenStream {
    option(count.map(|count| {
        let literal = Literal::u64_unsuffixed(count);
        quote!(#literal)
    }))
}

fn bound(plan: Option<&BoundPlan>) -> TokenStream {
    option(plan.map(|BoundPlan { text, exclusive }| quote!(Bound { text: #text, exclusive: #exclusive })))
}

fn float(value: f64) -> TokenStream {
    let literal = Literal::f64_unsuffixed(value.abs());
    if value < 0.0 { quote!(-#literal) } else { quote!(#literal) }
}

fn option(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(|| quote!(None), |value| quote!(Some(#value)))
}
