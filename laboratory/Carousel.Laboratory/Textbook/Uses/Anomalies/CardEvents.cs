using Carousel.Anomalies;
using Carousel.Jobs.Fitting;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Uses.Anomalies;

/// <summary>Payments of simulated cards as classes of events: what is bought, where and when.</summary>
internal static class CardEvents
{
    /// <summary>Days of a card's life that are looked at.</summary>
    public const int Days = 60;

    private const int Places = 3, Hours = 4, FewestPayments = 25;
    private const double SoonDays = 3.0 / 24;

    /// <summary>Merchants, places (as before, another one, another one soon), quarters of the day.</summary>
    public static int Symbols => CardHolder.Merchants.Length * Places * Hours;

    /// <summary>I: merchant, place, hour as an angle, online, time since the last payment, amount.</summary>
    public static int Inputs => CardHolder.Merchants.Length + Places + 5;

    /// <summary>Draws a card without fraud.</summary>
    public static WatchedEvents Draw(TrialRandom random)
    {
        while (true)
        {
            var holder = new CardHolder(new SimulationDraws(random.Word(), "textbook/card"));
            List<CardPayment> life = holder.Live(Days);
            if (life.Count >= FewestPayments)
            {
                return Coded(life);
            }
        }
    }

    /// <summary>Draws cards, into some of which fraud of four patterns is planted, once a card.</summary>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="cards">How many cards there are.</param>
    /// <param name="share">The share of payments that are fraud.</param>
    /// <returns>The cards with fraud.</returns>
    public static IReadOnlyList<WatchedEvents> DrawFraud(TrialRandom random, int cards, double share)
    {
        ulong seed = random.Word();
        var holders = new List<CardHolder>();
        var lives = new List<List<CardPayment>>();
        for (int c = 0; c < cards; c++)
        {
            holders.Add(new CardHolder(new SimulationDraws(seed, "textbook/card", (uint)c)));
            lives.Add(holders[c].Live(Days));
        }

        CardFraud.Plant(holders, lives, new SimulationDraws(seed, "textbook/fraud"), share);
        return [.. lives.Where(life => life.Exists(p => p.Pattern.Length > 0)).Select(Coded)];
    }

    private static WatchedEvents Coded(List<CardPayment> life)
    {
        CardPayment[] payments = [.. life.OrderBy(p => p.Day)];
        var symbols = new int[payments.Length];
        var inputs = new float[payments.Length][];
        for (int t = 0; t < payments.Length; t++)
        {
            CardPayment own = payments[t];
            double gap = t == 0 ? 1 : own.Day - payments[t - 1].Day, hour = own.Day % 1;
            int place = t == 0 || own.Country == payments[t - 1].Country ? 0 : gap < SoonDays ? 2 : 1;
            symbols[t] = (((own.Merchant * Places) + place) * Hours) + (int)(hour * Hours);
            inputs[t] = new float[Inputs];
            inputs[t][own.Merchant] = 1;
            inputs[t][CardHolder.Merchants.Length + place] = 1;
            float[] others =
            [
                (float)Math.Sin(2 * Math.PI * hour), (float)Math.Cos(2 * Math.PI * hour), own.Online ? 1 : 0,
                (float)Math.Log10(gap + 0.001), (float)Math.Log10(own.Amount),
            ];
            others.CopyTo(inputs[t], CardHolder.Merchants.Length + Places);
        }

        int from = Array.FindIndex(payments, p => p.Pattern.Length > 0);
        int to = Array.FindLastIndex(payments, p => p.Pattern.Length > 0) + 1;
        return new WatchedEvents(symbols, inputs, Math.Max(0, from), to);
    }
}
