using Carousel.Tasks.Anomalies.Events;

namespace Carousel.Tasks.Anomalies.Simulation;

/// <summary>A simulated log of card payments with fraud in four patterns. Nothing in it is real; docs/guide/anomalies.md states how it is made.</summary>
/// <remarks>
/// Each holder has a home country, a rhythm of the day, a mix of merchants and usual amounts. Holders also do what looks like fraud when it is only counted:
/// they travel (a flight is bought, hours pass, payments abroad follow), some play with many small payments in a row, some work at night, all buy dear things now and then.
/// Fraud is odd only for the holder and the order of things: see <see cref="CardFraud"/>.
/// </remarks>
public static class CardLog
{
    /// <summary>How many cards, unless said otherwise.</summary>
    public const int DefaultCards = 1000;

    /// <summary>Days of the log.</summary>
    public const int Days = 180;

    /// <summary>Share of the payments that are fraud.</summary>
    public const double FraudShare = 0.005;

    private static readonly DateTime _start = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    /// <summary>Makes a log.</summary>
    /// <param name="cards">How many cards.</param>
    /// <param name="seed">The same seed gives the same log.</param>
    /// <returns>The log, each payment labelled.</returns>
    public static EventLogData Make(int cards = DefaultCards, ulong seed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cards);
        var lives = new List<List<CardPayment>>();
        var holders = new List<CardHolder>();
        for (int c = 0; c < cards; c++)
        {
            var own = new Draws(seed, $"card {c}");
            var holder = new CardHolder(own);
            holders.Add(holder);
            lives.Add(holder.Live(Days));
        }

        CardFraud.Plant(holders, lives, new Draws(seed, "fraud"), FraudShare);
        return new EventLogData($"simulated card log, {cards} cards, seed {seed}", ["merchant", "country", "channel"], ["amount"], [.. lives.Select(History)]);
    }

    /// <summary>The pattern of each fraudulent payment, by card and in the order of its payments; empty for a payment of the holder's.</summary>
    /// <param name="cards">As for <see cref="Make"/>.</param>
    /// <param name="seed">As for <see cref="Make"/>.</param>
    /// <returns>For looking at the result by pattern; no model sees it.</returns>
    public static IReadOnlyList<IReadOnlyList<string>> Patterns(int cards = DefaultCards, ulong seed = 1)
    {
        var patterns = new List<IReadOnlyList<string>>();
        foreach (EventHistory history in Make(cards, seed).Histories)
        {
            patterns.Add([.. history.Events.Select(e => e is CardEvent card ? card.Pattern : "")]);
        }

        return patterns;
    }

    private static EventHistory History(List<CardPayment> life, int card)
    {
        string id = $"card{card + 1:0000}";
        return new EventHistory(id, [.. life.OrderBy(p => p.Day).Select(p => new CardEvent(
            Math.Round(p.Day * 86_400),
            _start.AddSeconds(Math.Round(p.Day * 86_400)),
            [CardHolder.Merchants[p.Merchant], CardHolder.Countries[p.Country], p.Online ? "online" : "chip"],
            [(float)Math.Round(p.Amount, 2)],
            p.Pattern))]);
    }

    private sealed record CardEvent(double Time, DateTime? Stamp, IReadOnlyList<string> Categories, IReadOnlyList<float> Numbers, string Pattern)
        : LoggedEvent(Time, Stamp, Categories, Numbers, Pattern.Length > 0, 0);
}
