using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;
using Carousel.Jobs.Baselines;

namespace Carousel.Music;

/// <summary>
/// What a model of music is made of, and what it plays in the end. Null leaves the choice to the job.
/// </summary>
[RefusedOptions(nameof(FitRun.Recompute))]
public sealed record MusicOptions : JobOptions
{
    /// <summary>Steps of a quarter note, for MIDI files.</summary>
    [OptionGroup("Music")]
    [Option("Steps per quarter note in MIDI files.", Least = 1, Most = 48)]
    public int StepsPerQuarter { get; init => field = Checked(value); } = 1;

    /// <summary>Share of the inputs dropped while training.</summary>
    [Option("Share of the inputs dropped in training.", Least = 0, Most = 0.95, Default = "0.1")]
    public double? InputDropout { get; init => field = Checked(value); }

    /// <summary>
    /// Share of the state that the gates do not see while training, the same units at every step of a piece; for LSTM
    /// cells.
    /// </summary>
    [Option("Share of the state hidden from gates in training.", Least = 0, Most = 0.95, Default = "0.3")]
    public double? RecurrentDropout { get; init => field = Checked(value); }

    /// <summary>Whether a logistic regression on the step before is inside.</summary>
    [Option("Logistic regression on the previous step, corrected by the network.")]
    public BaselineInside Baseline { get; init => field = Checked(value); }

    /// <summary>Steps that are played in the end.</summary>
    [OptionGroup("Generation")]
    [Option("Steps to write to generated.mid.", Least = 1, Most = 100_000)]
    public int Generate { get; init => field = Checked(value); } = 64;

    /// <summary>What logits are divided by when playing: below 1 more certain, above 1 more daring.</summary>
    [Option("Temperature: below 1 safer, above 1 more varied.", Least = 0.1, Most = 10)]
    public double Temperature { get; init => field = Checked(value); } = 1;
}
