using Carousel.Jobs.Fitting;

namespace Carousel.Anomalies;

/// <summary>
/// Plants fraud into simulated lives, in four patterns of equal share. What is bought, where and for how much is usual
/// for somebody: only the order, or the holder, is wrong.
/// </summary>
internal static class CardFraud
{
    /// <summary>Small payments online minutes apart to see whether the card works, then a large one.</summary>
    public const string Testing = "testing";

    /// <summary>Chip payments in another country an hour or so after one at home, without a flight.</summary>
    public const string Travel = "impossible travel";

    /// <summary>Payments at the holder's usual merchants in hours at which the holder never pays.</summary>
    public const string Hour = "unusual hour";

    /// <summary>A run of payments at merchants that the holder never visits, at usual amounts.</summary>
    public const string Takeover = "takeover";

    /// <summary>The four patterns.</summary>
    public static readonly string[] Patterns = [Testing, Travel, Hour, Takeover];

    /// <summary>
    /// Plants until the share of fraudulent payments is reached; each pattern has a quarter of them, about.
    /// </summary>
    public static void Plant(
        List<CardHolder> holders, List<List<CardPayment>> lives, SimulationDraws draws, double share)
    {
        int wanted = (int)(lives.Sum(l => l.Count) * share / (1 - share));
        var planted = new int[Patterns.Length];
        for (int total = 0; total < wanted; total = planted.Sum())
        {
            int pattern = Array.IndexOf(planted, planted.Min());
            int card = draws.Below(holders.Count);
            List<CardPayment> life = lives[card];

            if (!IsOpen(life))
            {
                if (!lives.Exists(IsOpen))
                {
                    return;
                }

                continue;
            }

            int at = draws.Between(15, life.Count - 1);
            CardPayment last = life[at];
            CardPayment[] fraud = [.. Make(Patterns[pattern], holders[card], last, draws)];
            if (fraud.Length == 0)
            {
                continue;
            }

            life.AddRange(fraud);
            planted[pattern] += fraud.Length;
        }
    }

    private static IEnumerable<CardPayment> Make(
        string pattern, CardHolder holder, CardPayment last, SimulationDraws draws)
    {
        double time = last.Day;
        switch (pattern)
        {
            case Testing:
                time += draws.Uniform();
                int tests = draws.Between(3, 4);
                for (int t = 0; t < tests; t++)
                {
                    yield return new CardPayment(
                        time, CardHolder.Games, last.Country, true, 0.5 + (3 * draws.Uniform()), pattern);
                    time += (1 + (3 * draws.Uniform())) / 1440;
                }

                time += (2 + (8 * draws.Uniform())) / 1440;
                yield return new CardPayment(
                    time, CardHolder.Electronics, last.Country, true, 250 * Math.Exp(0.6 * draws.Normal()), pattern);
                break;
            case Travel:
                int abroad = CardHolder.Other(draws, last.Country);
                for (int t = 0; t < 2; t++)
                {
                    time += (20 + (70 * draws.Uniform())) / 1440;
                    int merchant = holder.OwnMerchant(draws);
                    yield return new CardPayment(time, merchant, abroad, false, holder.Amount(merchant), pattern);
                }

                break;
            case Hour:
                // As far from both of the holder's hours as the clock allows.
                double quiet = Enumerable.Range(0, 24).MaxBy(h => holder.Hours.Min(own => Apart(h, own)));
                time = Math.Floor(time) + 1 + (quiet / 24);
                for (int t = 0; t < 2; t++)
                {
                    int merchant = holder.OwnMerchant(draws);
                    yield return new CardPayment(
                        time, merchant, last.Country, holder.IsOnline(merchant), holder.Amount(merchant), pattern);
                    time += (20 + (40 * draws.Uniform())) / 1440;
                }

                break;
            default:
                time += 0.1 * draws.Uniform();
                for (int t = 0; t < 3; t++)
                {
                    time += (20 + (120 * draws.Uniform())) / 1440;
                    int merchant = holder.StrangeMerchant(draws);
                    yield return new CardPayment(
                        time, merchant, last.Country, holder.IsOnline(merchant), holder.Amount(merchant), pattern);
                }

                break;
        }
    }

    // A stranger's first payments do not form a habit.
    private static bool IsOpen(List<CardPayment> life) =>
        life.Count >= 20 && life.TrueForAll(p => p.Pattern.Length == 0);

    private static double Apart(double a, double b) => Math.Min(Math.Abs(a - b), 24 - Math.Abs(a - b));
}
