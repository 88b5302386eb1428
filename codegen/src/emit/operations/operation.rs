//! Writes one module per operation: its builder, its answers and its errors.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::parameters::{argument, is_argument, non_default_modifiers, option};
use super::{bodies, responses};
use crate::emit::docs::doc_text::doc;
use crate::emit::tokens::rust_types::elsewhere;
use crate::emit::tokens::{alias, deprecation};
use crate::plan::model::client::{
    Access, AdvancePlan, BodyPlan, OperationPlan, PagingPlan, ParameterPlan, ParameterValue, SegmentPlan,
};

/// The module of an operation.
pub(crate) fn module(plan: &OperationPlan) -> TokenStream {
    let constants = constants(plan);
    let access = access(plan);
    let builder = builder(plan);
    let responses = responses::items(plan);
    let has_part_headers = plan.bodies.iter().any(|body| !body.part_headers.is_empty());
    let parameter = (!plan.parameters.is_empty() || has_part_headers).then(|| {
        quote!(
            use crate::support::parameter::Parameter;
        )
    });
    quote! {
        use crate::support::call::Call;
        use crate::support::{Core, RawResponse, Response, BoxFuture};
        use crate::support::operation::{Operation, Segment};
        #parameter

        #constants
        #access
        #builder
        #responses
    }
}

fn constants(plan: &OperationPlan) -> TokenStream {
    let parameters = plan.parameters.iter().zip(0_u16..).map(|(parameter, index)| {
        let index = proc_macro2::Literal::u16_unsuffixed(index);
        let ident = &parameter.constant;
        let name = &parameter.wire_name;
        let location = format_ident!("{}", parameter.location.to_ascii_lowercase());
        let secret = matches!(parameter.value, ParameterValue::Session(_)).then(|| quote!(.secret()));
        let non_default_modifiers =
            non_default_modifiers(parameter.location, parameter.encoding, parameter.rule.as_ref());
        quote!(static #ident: Parameter = Parameter::#location(#name, #index) #non_default_modifiers #secret;)
    });
    let path = plan.path.iter().map(|segment| match segment {
        SegmentPlan::Literal(text) => quote!(Segment::Literal(#text)),
        SegmentPlan::Parameter(index) => {
            let ident = &plan.parameters[*index].constant;
            quote!(Segment::Parameter(&#ident))
        }
    });
    let required_with = plan.parameters.iter().filter_map(|parameter| {
        let (ident, body) = (&parameter.constant, parameter.required_with.as_ref()?);
        Some(quote!(crate::support::operation::RequiredWith { parameter: &#ident, body: #body }))
    });
    let (key, method) = (&plan.key, format_ident!("{}", plan.http_method));
    let server = option(plan.server.as_deref());
    let accept = option(plan.responses.accept.as_deref());
    let security = plan.security.iter().map(|required| {
        let required = required.iter().map(|(scheme, scopes)| quote!((#scheme, &[#(#scopes),*])));
        quote!(&[#(#required),*])
    });
    let paging = plan.paging.as_ref().map(|paging| paging_constant(plan, paging));
    quote! {
        #(#parameters)*

        static OPERATION: Operation = Operation {
            name: #key,
            method: reqwest::Method::#method,
            path: &[#(#path),*],
            server: #server,
            security: &[#(#security),*],
            required_with: &[#(#required_with),*],
            accept: #accept,
        };

        #paging
    }
}

fn paging_constant(plan: &OperationPlan, paging: &PagingPlan) -> TokenStream {
    let advance = advance(plan, &paging.advance);
    let (items, ends) = (&paging.items, &paging.ends);
    let [has_more, is_last, pages, next] =
        [&ends.has_more, &ends.is_last, &ends.pages, &ends.next].map(|place| option(place.as_deref()));
    quote! {
        static PAGING: crate::support::Paging = crate::support::Paging {
            advance: #advance,
            has_more: #has_more,
            is_last: #is_last,
            pages: #pages,
            next: #next,
            items: #items,
        };
    }
}

/// The run-time part's `Advance`.
fn advance(plan: &OperationPlan, advance: &AdvancePlan) -> TokenStream {
    let constant = |parameter: usize| &plan.parameters[parameter].constant;
    let variant = match advance {
        AdvancePlan::Cursor { parameter, next } => {
            let parameter = constant(*parameter);
            quote!(Cursor { parameter: &#parameter, next: #next })
        }
        AdvancePlan::Number { parameter, first, current } => {
            let (parameter, current) = (constant(*parameter), option(current.as_deref()));
            let first = first.map_or_else(
                || quote!(None),
                |first| {
                    let first = proc_macro2::Literal::i64_unsuffixed(first);
                    quote!(Some(#first))
                },
            );
            quote!(Number { parameter: &#parameter, first: #first, current: #current })
        }
        AdvancePlan::Offset { parameter, first } => {
            let (parameter, first) = (constant(*parameter), proc_macro2::Literal::i64_unsuffixed(*first));
            quote!(Offset { parameter: &#parameter, first: #first })
        }
        AdvancePlan::LastItem { parameter, key } => {
            let parameter = constant(*parameter);
            quote!(LastItem { parameter: &#parameter, key: #key })
        }
        AdvancePlan::Link => quote!(Link),
        AdvancePlan::Url { next } => quote!(Url { next: #next }),
    };
    quote!(crate::support::Advance::#variant)
}

/// The trait that says which roles may call the operation, and what the compiler tells the others.
fn access(plan: &OperationPlan) -> Option<TokenStream> {
    let Access::Roles { trait_name, type_names } = &plan.access else { return None };
    let ident = trait_name;
    let wanted = type_names.iter().map(|name| format!("`Client<{name}>`")).collect::<Vec<_>>().join(" or ");
    let method = plan.called();
    let message = format!("a client with a key of the role `{{Self}}` cannot call `{method}`");
    let label = "the role of this client's key does not permit this".to_owned();
    let note = if type_names.is_empty() {
        format!("the API permits `{method}` for no role")
    } else {
        format!("the API permits `{method}` for {wanted}: create the client with such a key")
    };
    let docs = doc(&format!("Roles whose keys may call `{}`.", plan.type_name));
    Some(quote! {
        #docs
        #[diagnostic::on_unimplemented(message = #message, label = #label, note = #note)]
        pub trait #ident: crate::credentials::Role {}

        #(impl #ident for crate::credentials::#type_names {})*
    })
}

fn builder(plan: &OperationPlan) -> TokenStream {
    let ident = &plan.type_name;
    let output = responses::output_type(plan);
    let error = responses::error_type(plan);
    let constructors = constructors(plan);
    let setters = plan.parameters.iter().filter(|parameter| !is_argument(parameter)).map(setter);
    let body_setters = plan.bodies.iter().filter(|body| !body.required).map(bodies::setter);
    let part_headers = plan.bodies.iter().flat_map(bodies::part_headers);
    let key = plan.idempotency_key.as_ref().map(|name| {
        quote! {
            /// Sends an `Idempotency-Key`, with which the request can safely be retried if no response is received.
            pub fn #name(mut self, key: &str) -> Self {
                self.call.idempotency_key(key);
                self
            }
        }
    });
    let last_event_id = plan.last_event_id.then(|| {
        quote! {
            /// Requests the events after the one with this ID, to resume a stream that broke off from its
            /// `last_event_id`.
            pub fn last_event_id(mut self, id: &str) -> Self {
                self.call.last_event_id(id);
                self
            }
        }
    });
    let settings = &plan.settings;
    let pages = plan.paging.as_ref().map(|paging| pages(paging, &output, &error));
    let alternatives = plan.responses.alternatives.iter().map(|one| responses::alternative(plan, one));
    let reading = responses::reading(plan.responses.successes.iter().map(|response| &response.payload));
    let taken = if reading.is_some() { quote!(mut self) } else { quote!(self) };
    let docs = doc(&format!("A builder for a call of `{}`: await it to send the request.", plan.called()));
    quote! {
        #docs
        #[derive(Debug, Clone)]
        #[must_use = "no request is sent until it is awaited"]
        pub struct #ident {
            call: Call,
        }

        impl #ident {
            #constructors
            #(#setters)*
            #(#body_setters)*
            #(#part_headers)*
            #key
            #last_event_id
            crate::support::settings! { (crate::support) #(#settings)* }
            #pages
            #(#alternatives)*
        }

        impl IntoFuture for #ident {
            type Output = Result<Response<#output>, crate::support::Error<#error>>;
            type IntoFuture = BoxFuture<Self::Output>;

            fn into_future(#taken) -> Self::IntoFuture {
                #reading
                Box::pin(self.call.send(decode))
            }
        }
    }
}

/// One function for each required body, or one alone.
fn constructors(plan: &OperationPlan) -> TokenStream {
    let arguments: Vec<_> = plan.parameters.iter().filter(|parameter| is_argument(parameter)).collect();
    let constructor = |name: &TokenStream, body: Option<&BodyPlan>| {
        let taken = arguments.iter().map(|parameter| argument(parameter)).chain(body.map(bodies::argument));
        let set = arguments.iter().map(|parameter| set(parameter)).chain(body.map(bodies::write));
        if arguments.is_empty() && body.is_none() {
            return quote! {
                pub(crate) fn #name(core: &Core) -> Self {
                    Self { call: Call::new(core, &OPERATION) }
                }
            };
        }
        quote! {
            pub(crate) fn #name(core: &Core, #(#taken),*) -> Self {
                let mut call = Call::new(core, &OPERATION);
                #(call.#set;)*
                Self { call }
            }
        }
    };
    let required: Vec<&BodyPlan> = plan.bodies.iter().filter(|body| body.required).collect();
    if required.is_empty() {
        return constructor(&quote!(new), None);
    }
    let constructors = required.into_iter().map(|body| {
        let name = &body.constructor;
        constructor(&quote!(#name), Some(body))
    });
    quote!(#(#constructors)*)
}

/// `set(&CONSTANT, name)` of a call
fn set(parameter: &ParameterPlan) -> TokenStream {
    let (ident, constant) = (&parameter.name, &parameter.constant);
    match &parameter.value {
        ParameterValue::Typed(_) => quote!(set(&#constant, #ident)),
        ParameterValue::Session(_) => quote!(set::<String>(&#constant, #ident.into().expose())),
    }
}

fn setter(parameter: &ParameterPlan) -> TokenStream {
    let name = &parameter.name;
    let (docs, taken, set) = (doc(&parameter.docs), argument(parameter), set(parameter));
    let deprecated = deprecation::attribute(parameter.deprecated, [&parameter.docs]);
    let aliases = alias::aliases(name, [parameter.wire_name.as_str()]);
    quote! {
        #docs
        #deprecated
        #aliases
        pub fn #name(mut self, #taken) -> Self {
            self.call.#set;
            self
        }
    }
}

fn pages(paging: &PagingPlan, output: &TokenStream, error: &TokenStream) -> TokenStream {
    let item = elsewhere(&paging.item);
    let (how, why) = (&paging.docs, &paging.reason);
    let of_pages = doc(&format!("{how}; the stream ends after the last page, or after a failure.{why}"));
    let of_items = doc(&format!(
        "Every item of every page, in order; the stream ends after the last item, or after a failure.{why}"
    ));
    quote! {
        #of_pages
        pub fn pages(self) -> crate::support::BoxStream<Result<Response<#output>, crate::support::Error<#error>>> {
            self.call.pages(&PAGING, decode)
        }

        #of_items
        pub fn items(self) -> crate::support::BoxStream<Result<#item, crate::support::Error<#error>>> {
            self.call.items(&PAGING, decode)
        }
    }
}
