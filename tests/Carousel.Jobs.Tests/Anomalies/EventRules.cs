using System.Globalization;
using System.Text;

namespace Carousel.Jobs.Tests.Anomalies;

/// <summary>
/// The rules of the bundled logs: payments with cards, some of them stolen, and connections of hosts, some of them
/// attacks. <c>samples/README.md</c> describes them.
/// </summary>
internal static class EventRules
{
    /// <summary>The seed of the bundled files.</summary>
    public const int SampleSeed = 1;

    private static readonly DateTime _start = new(2024, 3, 4);

    private static readonly string[] _countries = ["AT", "BE", "CH", "DE", "DK", "ES", "FR", "IT", "NL", "PL"];

    private static readonly string[] _usual = ["grocery", "fuel", "restaurant", "pharmacy", "clothing", "travel"];

    private static readonly string[] _risky = ["electronics", "jewellery", "gift cards"];

    private static readonly (string Service, string Protocol, double Out, double In, double Seconds)[] _services =
    [
        ("dns", "udp", 60, 150, 0.02), ("http", "tcp", 600, 9000, 0.8), ("https", "tcp", 900, 15_000, 2),
        ("smtp", "tcp", 4000, 400, 1.5), ("ssh", "tcp", 6000, 8000, 200), ("sql", "tcp", 500, 3000, 0.2),
    ];

    /// <summary>Payments of 50 cards.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="days">How many days.</param>
    /// <param name="thefts">How many cards are stolen; each is used two to five times within an hour.</param>
    /// <returns>CSV with the columns time, card, merchant, category, country, channel, amount and fraud.</returns>
    public static string Transactions(int seed, int days = 60, int thefts = 30)
    {
        const int Cards = 50, Merchants = 60;
        var random = new Random(seed);
        var lines = new List<(DateTime Time, string Line)>();
        (string Name, string Category, string Country)[] merchants =
        [
            .. Enumerable.Range(0, Merchants).Select(m => (
                string.Create(CultureInfo.InvariantCulture, $"m{m:00}"),
                m < 48 ? _usual[m % _usual.Length] : _risky[m % _risky.Length], _countries[m % _countries.Length])),
        ];
        void Add(int card, DateTime time, int merchant, string country, string channel, double amount, bool isFraud) =>
            lines.Add((time, string.Create(
                CultureInfo.InvariantCulture,
                $"{time:yyyy-MM-dd HH:mm},card{card:00},{merchants[merchant].Name},{merchants[merchant].Category},"
                + $"{country},{channel},{amount:0.00},{(isFraud ? 1 : 0)}")));

        var habits = new (string Home, int[] Shops, double Level, double Online)[Cards];
        for (int card = 0; card < Cards; card++)
        {
            string home = _countries[random.Next(_countries.Length)];
            habits[card] = (
                home, [.. Enumerable.Range(0, 6).Select(_ => random.Next(48))], 15 * Math.Exp(0.5 * Normal(random)),
                0.1 + (0.3 * random.NextDouble()));
            int abroad = random.Next(days), where = random.Next(_countries.Length);
            for (int day = 0; day < days; day++)
            {
                for (int left = Poisson(random, 1); left > 0; left--)
                {
                    bool isAway = card % 4 == 0 && day >= abroad && day < abroad + 6;
                    bool isUsual = random.NextDouble() < 0.9;
                    int merchant = isUsual ? habits[card].Shops[random.Next(6)]
                        : random.NextDouble() < 0.85 ? random.Next(48) : random.Next(48, Merchants);
                    double amount = habits[card].Level * Math.Exp(0.5 * Normal(random))
                        * (merchant < 48 ? 1 : 4);
                    Add(
                        card, _start.AddDays(day).AddMinutes(60 * Math.Clamp(14 + (3.5 * Normal(random)), 6, 23)),
                        merchant, isAway ? _countries[where] : home,
                        random.NextDouble() < habits[card].Online ? "online" : "chip", amount, isFraud: false);
                }
            }
        }

        for (int theft = 0; theft < thefts; theft++)
        {
            int card = random.Next(Cards);
            string country = _countries[random.Next(_countries.Length)];
            country = country == habits[card].Home ? "RO" : country;
            DateTime time = _start.AddMinutes((int)(days * 24 * 60 * random.NextDouble()));
            for (int left = random.Next(2, 6); left > 0; left--)
            {
                Add(
                    card, time, random.Next(48, Merchants), country, random.NextDouble() < 0.7 ? "online" : "magstripe",
                    habits[card].Level * Math.Exp(1.8 + (0.5 * Normal(random))), isFraud: true);
                time = time.AddMinutes(random.Next(2, 15));
            }
        }

        return Joined("time,card,merchant,category,country,channel,amount,fraud", lines);
    }

    /// <summary>Connections of 24 hosts.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="days">How many days.</param>
    /// <param name="attacks">How many attacks: scans of services, guesses of passwords, and data that leave a host.
    /// </param>
    /// <returns>CSV with a column of hosts, six of connections, and the labels <c>attack</c>.</returns>
    public static string Connections(int seed, int days = 4, int attacks = 24)
    {
        const int Hosts = 24;
        var random = new Random(seed);
        var lines = new List<(DateTime Time, string Line)>();
        void Add(
            int host, DateTime time, int service, string state, double seconds, double sent, double received,
            bool isAttack) => lines.Add((time, string.Create(
                CultureInfo.InvariantCulture,
                $"{time:yyyy-MM-dd HH:mm:ss},host{host:00},{_services[service].Service},{_services[service].Protocol},"
                + $"{state},{seconds:0.00},{sent:0},{received:0},{(isAttack ? 1 : 0)}")));

        for (int host = 0; host < Hosts; host++)
        {
            // Each host uses three services, and works by day or at all hours.
            int[] own = [0, .. Enumerable.Range(0, 2).Select(_ => random.Next(1, _services.Length))];
            bool isServer = host % 6 == 0;
            for (int hour = 0; hour < 24 * days; hour++)
            {
                double busy = isServer || hour % 24 is >= 7 and < 19 ? 1.4 : 0.15;
                for (int left = Poisson(random, busy); left > 0; left--)
                {
                    int service = own[random.Next(own.Length)];
                    double size = Math.Exp(0.6 * Normal(random));
                    bool isRefused = random.NextDouble() < 0.02;
                    string state = isRefused ? "refused" : "closed";
                    DateTime time = _start.AddHours(hour).AddSeconds(random.Next(3600));
                    Add(
                        host, time, service, state,
                        isRefused ? 0 : _services[service].Seconds * Math.Exp(0.5 * Normal(random)),
                        isRefused ? 0 : _services[service].Out * size,
                        isRefused ? 0 : _services[service].In * size * Math.Exp(0.3 * Normal(random)), isAttack: false);
                }
            }
        }

        for (int attack = 0; attack < attacks; attack++)
        {
            int host = random.Next(Hosts), kind = attack % 3;
            DateTime time = _start.AddSeconds((int)(days * 24 * 3600 * random.NextDouble()));
            for (int left = kind == 2 ? random.Next(2, 5) : random.Next(6, 14); left > 0; left--)
            {
                switch (kind)
                {
                    case 0:
                        Add(host, time, random.Next(_services.Length), "half-open", 0, 0, 0, isAttack: true);
                        time = time.AddSeconds(random.Next(2));
                        break;
                    case 1:
                        Add(
                            host, time, 4, "reset", 1 + random.NextDouble(), 900 + random.Next(300),
                            1200 + random.Next(300), isAttack: true);
                        time = time.AddSeconds(random.Next(1, 5));
                        break;
                    default:
                        Add(
                            host, time, 2, "closed", 60 * Math.Exp(0.5 * Normal(random)),
                            4e6 * Math.Exp(0.7 * Normal(random)), 20_000, isAttack: true);
                        time = time.AddSeconds(random.Next(60, 600));
                        break;
                }
            }
        }

        return Joined("time,host,service,protocol,state,seconds,sent,received,attack", lines);
    }

    /// <summary>A log without its last column, the labels.</summary>
    public static string WithoutLabels(string log) => string.Join(
        '\n', log.Split('\n').Select(line => line.Length == 0 ? line : line[..line.LastIndexOf(',')]));

    private static string Joined(string header, List<(DateTime Time, string Line)> lines)
    {
        var text = new StringBuilder(header).Append('\n');
        foreach ((_, string line) in lines.OrderBy(l => l.Time).ThenBy(l => l.Line, StringComparer.Ordinal))
        {
            text.Append(line).Append('\n');
        }

        return text.ToString();
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static int Poisson(Random random, double mean)
    {
        int count = 0;
        for (double left = Math.Exp(-mean), product = random.NextDouble(); product > left; count++)
        {
            product *= random.NextDouble();
        }

        return count;
    }
}
