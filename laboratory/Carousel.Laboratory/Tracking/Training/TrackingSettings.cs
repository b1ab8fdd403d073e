using System.Globalization;
using Carousel.Laboratory.Tracking.Problems;

namespace Carousel.Laboratory.Tracking.Training;

/// <summary>How networks are trained and tested.</summary>
internal sealed record TrackingSettings
{
    /// <summary>Sequences of a batch.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Batches between two looks at the validation sequences.</summary>
    public int CheckEvery { get; init; } = 100;

    /// <summary>Most batches.</summary>
    public int MostBatches { get; init; } = 15_000;

    /// <summary>Seconds after which a training ends whatever it has reached.</summary>
    public double MostSeconds { get; init; } = 90;

    /// <summary>Looks at the validation sequences in a row without a wrong answer that end a training.</summary>
    public int PerfectChecks { get; init; } = 20;

    /// <summary>Validation sequences of each of the two sets.</summary>
    public int HeldSequences { get; init; } = 128;

    /// <summary>Test sequences of each length.</summary>
    public int TestSequences { get; init; } = 256;

    /// <summary>What decides the result, for records; the seconds only do where they end a training.</summary>
    /// <param name="network">The network.</param>
    public string KeyOf(TrackedNetwork network) => string.Create(
        CultureInfo.InvariantCulture,
        $"{MostBatches} batches of {BatchSize}, rate {network.LearningRate}, {PerfectChecks} perfect checks of "
        + $"{HeldSequences} every {CheckEvery}, {TestSequences} test sequences");

    /// <summary>The lengths of test sequences.</summary>
    public IReadOnlyList<int> Lengths { get; init; } = [10, 20, 40, 64, 100, 160, 256, 360, 500];

    /// <summary>The lengths of test sequences of a problem.</summary>
    public IReadOnlyList<int> LengthsOf(TrackingProblem problem) => [.. Lengths.Where(l => l <= problem.MostLength)];
}
