using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Tuning;

/// <summary>The method of a search.</summary>
internal enum SearchMethod
{
    /// <summary>Every trial is trained to its end.</summary>
    Random,

    /// <summary>
    /// All trials are trained for a few epochs; the best third is trained again for three times as many, and so on.
    /// </summary>
    Halving,
}

/// <summary>What is searched and how.</summary>
internal sealed record TuningOptions
{
    /// <summary>The options that vary.</summary>
    public IReadOnlyList<TunedOption> Space { get; init; } = [];

    /// <summary>How many settings are tried, 1 … 10,000.</summary>
    public int Trials { get; init => field = OptionException.Within<int>(value, 1, 10_000) ?? 1; } = 16;

    /// <summary>The method of the search.</summary>
    public SearchMethod Method { get; init; }

    /// <summary>
    /// Epochs of a trial that is trained to its end; null for as many as the job takes by itself, which halving can't
    /// do.
    /// </summary>
    public int? Epochs { get; init => field = OptionException.Within(value, 1, 100_000); }

    /// <summary>The seed of the search: it decides which settings are tried.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How many trials run at the same time. Has no influence on the result.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Whatever else decides the scores: the job, its data and the options that stay.</summary>
    public string Fixed { get; init; } = "";
}
