export const CURRENCIES = ["EUR", "USD", "GBP", "CHF", "PLN", "CZK", "SEK", "DKK", "NOK", "HUF", "RON", "BGN", "TRY", "UAH", "KZT", "MAD", "CAD", "CNY", "JPY"];
