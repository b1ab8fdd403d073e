namespace Carousel.Laboratory.Claims.Lag;

/// <summary>How the sequences that a network needs on a task grow with the lag.</summary>
/// <remarks>A failed run needs more than the budget, how many is not known: it is in no mean and in no fit. Medians count it as more than every solved one.</remarks>
internal sealed class LagGrowth
{
    private readonly LagOutcome[] _outcomes;

    /// <summary>All lags and seeds of one network on one task.</summary>
    /// <param name="outcomes">In the order of the lags.</param>
    public LagGrowth(IEnumerable<LagOutcome> outcomes)
    {
        _outcomes = [.. outcomes];
        (Task, Network) = (_outcomes[0].Case.Task, _outcomes[0].Case.Network);
        Lags = [.. _outcomes.Select(o => o.Case.Lag).Distinct()];
        LagOutcome[] fitted = [.. Lags.Where(lag => SolvedAt(lag) == Seeds).SelectMany(At)];
        FittedLags = [.. fitted.Select(o => o.Case.Lag).Distinct()];
        double[] x = [.. fitted.Select(o => (double)o.Case.Lag)];
        Linear = GrowthFit.Of(x, [.. fitted.Select(o => (double)o.Sequences)]);
        Exponential = GrowthFit.Of(x, [.. fitted.Select(o => Math.Log(o.Sequences))]);
        if (Linear is not null && Exponential is not null)
        {
            LinearFactor = Factor(fitted, Linear.At);
            ExponentialFactor = Factor(fitted, lag => Math.Exp(Exponential.At(lag)));
        }
    }

    /// <summary>The task.</summary>
    public LagTask Task { get; }

    /// <summary>The network.</summary>
    public LagNetwork Network { get; }

    /// <summary>Ascending.</summary>
    public IReadOnlyList<int> Lags { get; }

    /// <summary>Runs at each lag.</summary>
    public int Seeds => _outcomes.Length / Lags.Count;

    /// <summary>The lags that fits are made over: those at which every run was solved.</summary>
    public IReadOnlyList<int> FittedLags { get; }

    /// <summary>Sequences = a + b·lag; null where it was solved by all at fewer than three lags.</summary>
    public GrowthFit? Linear { get; }

    /// <summary>ln sequences = a + b·lag.</summary>
    public GrowthFit? Exponential { get; }

    /// <summary>By what factor the straight line is off, root mean square of logarithms; not a number where there is none.</summary>
    public double LinearFactor { get; } = double.NaN;

    /// <summary>The same for the exponential.</summary>
    public double ExponentialFactor { get; } = double.NaN;

    /// <summary>The longest lag up to which at every lag more than half of the runs are solved; 0 for none.</summary>
    public int Reach => Lags.TakeWhile(lag => !double.IsPositiveInfinity(Median(lag))).LastOrDefault();

    /// <summary>Runs that are solved at a lag.</summary>
    public int SolvedAt(int lag) => At(lag).Count(o => o.IsSolved);

    /// <summary>Runs that ended with a number that is not finite.</summary>
    public int DivergedAt(int lag) => At(lag).Count(o => o.IsDiverged);

    /// <summary>The median of the sequences until solved; infinite where half of the runs or more failed.</summary>
    public double Median(int lag) => Medians.OfSolved(At(lag).Select(o => (o.IsSolved, o.Sequences)));

    private IEnumerable<LagOutcome> At(int lag) => _outcomes.Where(o => o.Case.Lag == lag);

    private static double Factor(LagOutcome[] fitted, Func<double, double> model) =>
        Math.Exp(Math.Sqrt(fitted.Average(o => Math.Pow(Math.Log(o.Sequences / Math.Max(1, model(o.Case.Lag))), 2))));
}
