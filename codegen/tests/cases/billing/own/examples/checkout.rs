//! Opens a checkout for a customer: `TOLLGATE_URL=... TOLLGATE_TOKEN=... cargo run --example checkout`.

use case_billing::models::{CheckoutCreate, CustomerCreate, FixedPrice, ProductCreate};
use case_billing::{Client, Config};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let config = Config::new().base_url(std::env::var("TOLLGATE_URL")?);
    let client = Client::with_config(config)?.with_access_token(std::env::var("TOLLGATE_TOKEN")?)?;

    let customer = client.customers().create(CustomerCreate::new("ada@tollgate.example").name("Ada".to_owned())).await?;
    let price = FixedPrice::new(1200).price_currency("eur");
    let product = client.products().create(ProductCreate::new("Blue shirt", [price.into()])).await?;

    let checkout = CheckoutCreate::new([product.id]).customer_email(customer.email.clone());
    let checkout = client.checkouts().create(checkout).await?;
    println!("{:?}: {} {} at {}", checkout.status, checkout.amount, checkout.currency, checkout.url);
    Ok(())
}
