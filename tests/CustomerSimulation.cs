using System.Globalization;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Survival;

/// <summary>
/// Customers of a service who are no real ones: their events, the true hazard of leaving in each week, and planted
/// outages. <c>samples/simulated_customers.csv.gz</c> holds 600 of seed 1.
/// </summary>
/// <remarks>
/// The hazard is a function of the events alone, so that it can be learnt: logit = −5 + 1.8·annoyance + 0.5·tickets
/// −
/// 0.9·(habit − 1.3) + 0.5 in the first four weeks.
/// Annoyance rises by 1 with each week of an outage (to 2.5 at most), fades by 8 % a week, and a credit takes three
/// quarters of it away; tickets fade by 40 % a week; habit is a mean
/// of log(1 + visits) that forgets 20 % a week. An outage belongs to a region and a week; it hits four in five of its
/// customers, who then see five errors and more in that week.
/// Single errors occur at any time and do no harm.
/// </remarks>
internal sealed class CustomerSimulation
{
    /// <summary>How many weeks the log covers.</summary>
    public const int Weeks = 60;

    private const int LastJoin = 44;
    private const double OutageShare = 0.06, HitShare = 0.8, MovedShare = 0.004;
    private const int Annoying = 4;

    private static readonly string[] _regions = ["north", "east", "south", "west"], _columns = ["event", "region"];
    private static readonly string[] _numbers = ["minutes", "amount"];

    private readonly ulong _seed;
    private readonly bool[,] _outages = new bool[4, Weeks];
    private readonly EventLogBuilder _builder;
    private readonly List<SimulatedCustomer> _customers = [];
    private readonly List<(double Time, string Event, float Minutes, float Amount)> _week = [];

    private CustomerSimulation(int customers, ulong seed)
    {
        _seed = seed;
        _builder = new EventLogBuilder(
            $"{customers.ToString("N0", CultureInfo.InvariantCulture)} simulated customers, seed {seed}", _columns,
            _numbers)
        { IdName = "customer" };
        SimulationDraws planting = Draws(uint.MaxValue);
        for (int region = 0; region < _regions.Length; region++)
        {
            for (int week = 2; week < Weeks; week++)
            {
                _outages[region, week] = planting.Chance(OutageShare);
            }
        }

        for (int customer = 0; customer < customers; customer++)
        {
            Live(customer);
        }

        Log = _builder.Build();
    }

    /// <summary>The first Monday.</summary>
    public static DateTime Start { get; } = new(2023, 1, 2);

    /// <summary>The first moment after the last week.</summary>
    public static DateTime End { get; } = Start.AddDays(7 * Weeks);

    /// <summary>The events.</summary>
    public EventLog Log { get; }

    /// <summary>What is true of each customer, in the order of the log.</summary>
    public IReadOnlyList<SimulatedCustomer> Customers => _customers;

    /// <summary>Simulates.</summary>
    /// <param name="customers">How many customers.</param>
    /// <param name="seed">The same seed gives the same customers.</param>
    /// <returns>Their events and what is true of them.</returns>
    public static CustomerSimulation Make(int customers, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(customers);
        return new CustomerSimulation(customers, seed);
    }

    /// <summary>Plans for simulated customers.</summary>
    /// <param name="customers">How many customers.</param>
    /// <param name="seed">The same seed gives the same customers.</param>
    /// <param name="options">What is wanted; what leaving is is known.</param>
    /// <returns>The plan.</returns>
    public static SurvivalPlan Plan(int customers, ulong seed, SurvivalOptions options) => SurvivalPlan.Make(
        Make(customers, seed).Log,
        options with { Period = PeriodKind.Week, Leave = "leave", Censor = SimulatedSample.Censor });

    private SimulationDraws Draws(uint stream) => new(_seed, "simulated customers", stream);

    private void Live(int customer)
    {
        SimulationDraws random = Draws((uint)customer);
        string id = $"c{(customer + 1).ToString("00000", CultureInfo.InvariantCulture)}";
        int region = (int)(random.Uniform() * _regions.Length);
        int first = (int)(random.Uniform() * (LastJoin + 1));
        double visits = Math.Exp(0.8 + (0.5 * random.Normal()));
        var hazards = new List<double>();
        var outages = new List<bool>();
        double annoyance = 0, tickets = 0, habit = Math.Log(1 + visits);
        int creditIn = -1;
        for (int week = first; week < Weeks; week++)
        {
            _week.Clear();
            if (week > first && (random.Chance(hazards[^1]) ? "leave"
                : random.Chance(MovedShare) ? SimulatedSample.Censor : null) is { } ending)
            {
                _week.Add((random.Uniform(), ending, float.NaN, float.NaN));
                Write(id, region, week);
                break;
            }

            bool outage = _outages[region, week] && random.Chance(HitShare);
            creditIn = outage && random.Chance(0.4) ? 1 + (int)(2 * random.Uniform()) : creditIn - 1;
            bool credit = creditIn == 0;
            int seen = AddVisits(random, visits, week == first);
            int newTickets = AddSeveral(random, random.Poisson(outage ? 0.3 : 0.1), "ticket");
            int errors = AddSeveral(random, random.Poisson(0.15) + (outage ? 5 + random.Poisson(4) : 0), "error");
            AddSeveral(random, credit ? 1 : 0, "credit");
            Write(id, region, week);

            annoyance = Math.Min(2.5, (0.92 * annoyance) + (errors >= Annoying ? 1 : 0)) * (credit ? 0.25 : 1);
            tickets = Math.Min(2, (0.6 * tickets) + newTickets);
            habit = (0.8 * habit) + (0.2 * Math.Log(1 + seen));
            double logit = -5.0 + (1.8 * annoyance) + (0.5 * tickets) - (0.9 * (habit - 1.3))
                + (week - first < 4 ? 0.5 : 0);
            hazards.Add(1 / (1 + Math.Exp(-logit)));
            outages.Add(outage);
        }

        _customers.Add(new SimulatedCustomer(id, first, [.. hazards], [.. outages]));
    }

    private int AddVisits(SimulationDraws random, double mean, bool joins)
    {
        if (joins)
        {
            _week.Add((0.1 * random.Uniform(), "join", float.NaN, float.NaN));
        }

        int visits = AddSeveral(
            random, random.Poisson(mean), "visit",
            minutes: () => MathF.Round((float)Math.Exp(2 + (0.6 * random.Normal()))));
        AddSeveral(
            random, random.Poisson(0.25), "purchase",
            amount: () => MathF.Round((float)Math.Exp(3 + (0.7 * random.Normal()))));
        return visits;
    }

    private int AddSeveral(
        SimulationDraws random, int count, string name, Func<float>? minutes = null, Func<float>? amount = null)
    {
        for (int n = 0; n < count; n++)
        {
            _week.Add((
                0.1 + (0.9 * random.Uniform()), name, minutes?.Invoke() ?? float.NaN, amount?.Invoke() ?? float.NaN));
        }

        return count;
    }

    private void Write(string id, int region, int week)
    {
        _week.Sort((a, b) => a.Time.CompareTo(b.Time));
        foreach ((double time, string name, float minutes, float amount) in _week)
        {
            long minute = (long)(((7 * week) + (7 * time)) * 24 * 60);
            _builder.Add(id, Start.AddMinutes(minute), [name, _regions[region]], [minutes, amount]);
        }
    }
}
