namespace Carousel.Anomalies;

/// <summary>A simulated payment.</summary>
/// <param name="Day">When, in days from the start.</param>
/// <param name="Merchant">Index in <see cref="CardHolder.Merchants"/>.</param>
/// <param name="Country">Index in <see cref="CardHolder.Countries"/>.</param>
/// <param name="Online">Whether it was made without the card's chip.</param>
/// <param name="Amount">How much.</param>
/// <param name="Pattern">The pattern of fraud; empty for payments of the holder.</param>
internal readonly record struct CardPayment(
    double Day, int Merchant, int Country, bool Online, double Amount, string Pattern = "");
