namespace Carousel.Laboratory.Claims.Lag;

/// <summary>How the sequences that a network needs on a task grow with the lag.</summary>
/// <remarks>
/// A failed run needs more than the budget, how many is not known: it is in no mean and in no fit. Medians count it as
/// more than every solved one.
/// </remarks>
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
        double[] y = [.. fitted.Select(o => o.Middle)], rounding = [.. fitted.Select(o => 0.5 * o.Between)];
        Linear = GrowthFit.Line(x, y, rounding);
        Exponential = GrowthFit.Exponential(x, y, rounding);
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

    /// <summary>The longest lag up to which at every lag more than half of the runs are solved; 0 for none.</summary>
    public int Reach => Lags.TakeWhile(lag => !double.IsPositiveInfinity(Median(lag))).LastOrDefault();

    /// <summary>Runs that solved the task, at all lags.</summary>
    public int Solved => _outcomes.Count(o => o.IsSolved);

    /// <summary>Of these the runs that keep to the rule on the test sequences.</summary>
    public int Kept => _outcomes.Count(o => o.IsKept);

    /// <summary>Runs that are solved at a lag.</summary>
    public int SolvedAt(int lag) => At(lag).Count(o => o.IsSolved);

    /// <summary>Runs that ended with a number that is not finite.</summary>
    public int DivergedAt(int lag) => At(lag).Count(o => o.IsDiverged);

    /// <summary>The median of the sequences until solved; infinite where half of the runs or more failed.</summary>
    public double Median(int lag) => Medians.OfSolved(At(lag).Select(o => (o.IsSolved, o.Sequences)));

    private IEnumerable<LagOutcome> At(int lag) => _outcomes.Where(o => o.Case.Lag == lag);
}
