using Carousel.Laboratory.Claims.Training;

namespace Carousel.Laboratory.Claims.Shield;

/// <summary>The runs of one variant.</summary>
/// <param name="Variant">With which gates.</param>
/// <param name="Adding">Its runs on adding.</param>
/// <param name="Latest">Its runs on latest.</param>
/// <param name="Budget">Most training sequences.</param>
internal sealed record ShieldRow(GateVariant Variant, ShieldTrial[] Adding, ShieldTrial[] Latest, long Budget)
{
    /// <summary>The runs on both tasks.</summary>
    public IEnumerable<ShieldTrial> Both => Adding.Concat(Latest);

    /// <summary>Mean over the runs that were solved; not a number where none was.</summary>
    public double LongerLoss =>
        Latest.Where(o => o.IsSolved).Select(o => o.LongerLoss).DefaultIfEmpty(double.NaN).Average();

    /// <summary>The median of sequences until solved; runs that were not solved stand at the budget.</summary>
    public double Sequences(ShieldTrial[] outcomes) =>
        SeedStatistics.Median(outcomes.Select(o => o.IsSolved ? (double)o.Sequences : Budget));

    /// <summary>The share that was solved.</summary>
    public static double Share(ShieldTrial[] outcomes) => (double)outcomes.Count(o => o.IsSolved) / outcomes.Length;

    /// <summary>
    /// The share of solved runs that are solved on untouched sequences too; not a number where none was solved.
    /// </summary>
    public static double ShareOnTest(IEnumerable<ShieldTrial> outcomes) =>
        outcomes.Where(o => o.IsSolved).Select(o => o.IsSolvedOnTest ? 1.0 : 0).DefaultIfEmpty(double.NaN).Average();

    /// <summary>Whether a gate is taken away that is missed on at least one task.</summary>
    public bool IsMissed(ShieldRow whole) =>
        Variant.Gate >= 0 && (IsWorse(Adding, whole.Adding) || IsWorse(Latest, whole.Latest));

    private bool IsWorse(ShieldTrial[] without, ShieldTrial[] with) =>
        5 * (with.Count(o => o.IsSolved) - without.Count(o => o.IsSolved)) >= 2 * with.Length
            || Sequences(without) >= 2 * Sequences(with);
}
