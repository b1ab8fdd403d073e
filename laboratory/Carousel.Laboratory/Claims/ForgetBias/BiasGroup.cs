using Carousel.Laboratory.Claims.Lag;

namespace Carousel.Laboratory.Claims.ForgetBias;

/// <summary>The seeds of one start of the biases on one task at one lag.</summary>
internal sealed class BiasGroup
{
    private readonly BiasOutcome[] _outcomes;

    /// <summary>All seeds.</summary>
    public BiasGroup(IEnumerable<BiasOutcome> outcomes)
    {
        _outcomes = [.. outcomes.OrderBy(o => o.Case.Seed)];
        BiasCase first = _outcomes[0].Case;
        (Task, Start, Lag) = (first.Task, first.Start, first.Lag);
    }

    /// <summary>The task.</summary>
    public LagTask Task { get; }

    /// <summary>How biases begin.</summary>
    public BiasStart Start { get; }

    /// <summary>The lag.</summary>
    public int Lag { get; }

    /// <summary>Runs.</summary>
    public int Seeds => _outcomes.Length;

    /// <summary>Runs that solved the task.</summary>
    public int Solved => _outcomes.Count(o => o.IsSolved);

    /// <summary>Of these the runs that keep to the rule on the test sequences.</summary>
    public int Kept => _outcomes.Count(o => o.IsKept);

    /// <summary>Runs that ended with a number that is not finite.</summary>
    public int Diverged => _outcomes.Count(o => o.IsDiverged);

    /// <summary>The mean error over training, one for each seed.</summary>
    public IReadOnlyList<double> Areas => [.. _outcomes.Select(o => o.Area)];

    /// <summary>The learning curve, mean of the seeds.</summary>
    public IReadOnlyList<double> Curve =>
        [.. Enumerable.Range(0, _outcomes[0].Errors.Count).Select(k => _outcomes.Average(o => o.Errors[k]))];

    /// <summary>The median of the sequences until solved; infinite where half of the runs or more failed.</summary>
    public double Median => Medians.OfSolved(_outcomes.Select(o => (o.IsSolved, o.Sequences)));
}
