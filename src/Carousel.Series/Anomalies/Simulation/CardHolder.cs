using Carousel.Jobs.Fitting;

namespace Carousel.Anomalies;

/// <summary>A simulated holder of a card and what he or she does with it.</summary>
internal sealed class CardHolder
{
    /// <summary>Kinds of merchants.</summary>
    public static readonly string[] Merchants =
        [
            "grocery", "restaurant", "fuel", "transport", "pharmacy", "clothing", "electronics", "games", "streaming",
            "airline", "furniture", "gift cards",
        ];

    /// <summary>Countries.</summary>
    public static readonly string[] Countries = ["DE", "FR", "ES", "IT", "PL", "US", "TR", "TH"];

    public const int Electronics = 6, Games = 7, Airline = 9, GiftCards = 11;

    // Typical amount, its spread as a deviation of the logarithm, the share paid online, and how common the merchant
    // is.
    private static readonly (double Amount, double Spread, double Online, double Weight)[] _kinds =
    [
        (38, 0.6, 0.05, 8), (27, 0.5, 0.10, 5), (55, 0.3, 0.00, 3), (4, 0.5, 0.60, 5), (16, 0.6, 0.15, 2),
        (60, 0.7, 0.45, 2),
        (140, 1.0, 0.60, 0.7), (3, 0.7, 1.00, 1.5), (11, 0.2, 1.00, 1), (190, 0.5, 0.95, 0.2), (220, 0.9, 0.40, 0.4),
        (50, 0.6, 0.70, 0.4),
    ];

    private static readonly double[] _homes = [6, 3, 3, 3, 2, 2, 1, 1];

    private readonly SimulationDraws _draws;
    private readonly double[] _mix;
    private readonly double[] _level;
    private readonly bool _plays;
    private readonly double _rate;
    private readonly double _travels;

    public CardHolder(SimulationDraws draws)
    {
        _draws = draws;
        Home = draws.Pick(_homes);
        _rate = 0.3 + (0.6 * draws.Exponential());
        _plays = draws.Chance(0.15);
        _travels = draws.Chance(0.15) ? 1.0 / 50 : 1.0 / 400;

        // Most live by day; one in six works at night.
        bool night = draws.Chance(0.17);
        Hours = [Wrap((night ? 1 : 12) + (1.5 * draws.Normal())), Wrap((night ? 5 : 18) + (1.5 * draws.Normal()))];
        double personal = Math.Exp(0.4 * draws.Normal());
        _mix = new double[Merchants.Length];
        _level = new double[Merchants.Length];
        for (int m = 0; m < _mix.Length; m++)
        {
            // Few merchants carry most of a person's payments, and some are never visited.
            _mix[m] = draws.Chance(0.45) ? 0 : _kinds[m].Weight * Math.Exp(1.2 * draws.Normal());
            _level[m] = _kinds[m].Amount * personal * Math.Exp(0.3 * draws.Normal());
        }

        _mix[0] += 1;
        _mix[Airline] = 0;
        _mix[Games] = _plays ? 2 : 0.1 * _mix[Games];
    }

    /// <summary>The home country.</summary>
    public int Home { get; }

    /// <summary>The two hours around which the holder pays.</summary>
    public double[] Hours { get; }

    /// <summary>All payments of some days in order.</summary>
    public List<CardPayment> Live(int days)
    {
        var payments = new List<CardPayment>();
        int country = Home;
        double back = -1;
        double arrives = -1;
        for (int day = 0; day < days; day++)
        {
            if (country == Home && _draws.Chance(_travels))
            {
                payments.Add(new CardPayment(At(day), Airline, Home, _draws.Chance(0.95), Amount(Airline)));
                arrives = day + 1 + _draws.Between(0, 20);
                back = arrives + _draws.Between(3, 9);
                country = Other(_draws, Home);
            }

            // Abroad from the day of arrival until the day before the return; both days of travel are without payments.
            int here = back >= 0 && day >= arrives && day < back ? country : Home;
            if (day == (int)back || day == (int)arrives)
            {
                (country, back) = day == (int)back ? (Home, -1) : (country, back);
                continue;
            }

            int count = Poisson(_rate * (day % 7 is 5 or 6 ? 1.4 : 0.85));
            for (int p = 0; p < count; p++)
            {
                AddOrdinary(payments, At(day), here);
            }
        }

        payments.Sort((a, b) => a.Day.CompareTo(b.Day));
        return payments;
    }

    /// <summary>A usual merchant of the holder, by how often it is visited.</summary>
    public int OwnMerchant(SimulationDraws draws) => draws.Pick(_mix);

    /// <summary>A merchant that the holder never or hardly visits.</summary>
    public int StrangeMerchant(SimulationDraws draws)
    {
        double sum = _mix.Sum();
        int[] strange = [.. Enumerable.Range(0, _mix.Length).Where(m => _mix[m] < 0.01 * sum && m != Airline)];
        return strange.Length > 0 ? strange[draws.Below(strange.Length)] : GiftCards;
    }

    /// <summary>An amount as the holder usually pays there.</summary>
    public double Amount(int merchant) => _level[merchant] * Math.Exp(_kinds[merchant].Spread * _draws.Normal());

    /// <summary>Whether a payment there is made online, as usual.</summary>
    public bool IsOnline(int merchant) => _draws.Chance(_kinds[merchant].Online);

    /// <summary>A foreign country.</summary>
    public static int Other(SimulationDraws draws, int home)
    {
        int other = draws.Below(Countries.Length - 1);
        return other >= home ? other + 1 : other;
    }

    private void AddOrdinary(List<CardPayment> payments, double at, int country)
    {
        int merchant = _draws.Pick(_mix);
        payments.Add(new CardPayment(at, merchant, country, IsOnline(merchant), Amount(merchant)));
        if (merchant == Games && _plays)
        {
            int more = _draws.Between(1, 5);
            for (int g = 0; g < more; g++)
            {
                at += (1 + (3 * _draws.Uniform())) / 1440;
                payments.Add(new CardPayment(at, Games, country, Online: true, Amount(Games)));
            }
        }
    }

    private double At(int day)
    {
        double hour = Wrap(Hours[_draws.Below(2)] + _draws.Normal());
        return day + (hour / 24);
    }

    private int Poisson(double mean)
    {
        int count = 0;
        for (double left = mean - _draws.Exponential(); left > 0; left -= _draws.Exponential())
        {
            count++;
        }

        return count;
    }

    private static double Wrap(double hour) => ((hour % 24) + 24) % 24;
}
