using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Anomalies;

/// <summary>
/// A simulated log of card payments with fraud in four patterns. All of it is invented; docs/how-to/find-anomalies.md
/// states how it is made.
/// </summary>
/// <remarks>
/// Each holder has a home country, a rhythm of the day, a mix of merchants and usual amounts. Holders also do what
/// looks like fraud when it is only counted:
/// they travel (a flight is bought, hours pass, payments abroad follow), some play with many small payments in a row,
/// some work at night, all buy dear things now and then.
/// Fraud is odd only for the holder and the order of things: see <see cref="CardFraud"/>.
/// </remarks>
internal static class CardLog
{
    /// <summary>The default number of cards.</summary>
    public const int DefaultCards = 1000;

    /// <summary>Days of the log.</summary>
    public const int Days = 180;

    /// <summary>Share of the payments that are fraud.</summary>
    public const double FraudShare = 0.005;

    private static readonly DateTime _start = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    /// <summary>Makes a log.</summary>
    /// <param name="cards">How many cards.</param>
    /// <param name="seed">The same seed gives the same log.</param>
    /// <returns>The log, each payment labelled, and the pattern of each payment in the order of the log, empty for
    /// payments of the holder. It is only for inspecting results; models do not read it.</returns>
    public static (EventLog Log, IReadOnlyList<string> Patterns) Make(int cards = DefaultCards, ulong seed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cards);
        var lives = new List<List<CardPayment>>();
        var holders = new List<CardHolder>();
        for (int c = 0; c < cards; c++)
        {
            var own = new SimulationDraws(seed, $"card {c}");
            var holder = new CardHolder(own);
            holders.Add(holder);
            lives.Add(holder.Live(Days));
        }

        CardFraud.Plant(holders, lives, new SimulationDraws(seed, "fraud"), FraudShare);
        var builder = new EventLogBuilder(
            $"simulated card log, {cards} cards, seed {seed}", ["merchant", "country", "channel"], ["amount"], "fraud")
        {
            IdName = "card",
        };
        for (int c = 0; c < cards; c++)
        {
            foreach (CardPayment p in Ordered(lives[c]))
            {
                builder.Add(
                    $"card{c + 1:0000}", Stamp(p),
                    [CardHolder.Merchants[p.Merchant], CardHolder.Countries[p.Country], p.Online ? "online" : "chip"],
                    [(float)Math.Round(p.Amount, 2)], p.Pattern.Length > 0 ? 1 : 0);
            }
        }

        return (builder.Build(), [.. lives.SelectMany(Ordered).Select(p => p.Pattern)]);
    }

    private static IEnumerable<CardPayment> Ordered(List<CardPayment> life) => life.OrderBy(p => p.Day);

    private static DateTime Stamp(CardPayment payment) => _start.AddSeconds(Math.Round(payment.Day * 86_400));
}
