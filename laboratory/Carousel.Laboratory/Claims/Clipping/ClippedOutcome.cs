using Carousel.Laboratory.Claims.Tasks;
using Carousel.Laboratory.Claims.Training;

namespace Carousel.Laboratory.Claims.Clipping;

/// <summary>What came of a training with or without clipping.</summary>
/// <param name="Losses">The loss of every step; shorter than the training where it ended with a number that is not
/// finite.</param>
/// <param name="Norms">The global norm of every step's gradient before clipping.</param>
/// <param name="Test">The loss on untouched sequences at the end; infinite where it is not finite.</param>
/// <param name="Parameters">How many parameters the network has.</param>
internal sealed record ClippedOutcome(
    IReadOnlyList<double> Losses, IReadOnlyList<double> Norms, double Test, long Parameters)
{
    private const double DivergedFactor = 10;
    private const int Tenth = 10;

    /// <summary>Whether the training broke off, or ended far worse than saying nothing.</summary>
    public bool IsDiverged => !(Test <= DivergedFactor * AddingTask.TrivialError);

    /// <summary>Whether a number was not finite.</summary>
    public bool IsBrokenOff => double.IsInfinity(Test);

    /// <summary>The greatest norm of a gradient that was finite.</summary>
    public double LargestNorm => Finite.Max();

    /// <summary>The median norm.</summary>
    public double MedianNorm => SeedStatistics.Median(Finite);

    /// <summary>The median norm of the last tenth of the steps over that of the first tenth.</summary>
    public double NormGrowth => SeedStatistics.Median(Finite.TakeLast(Part)) / SeedStatistics.Median(Finite.Take(Part));

    private double[] Finite => [.. Norms.Where(double.IsFinite)];

    private int Part => Math.Max(1, Norms.Count / Tenth);
}
