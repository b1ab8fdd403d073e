using Carousel.Tasks.Anomalies.Channels;
using Carousel.Tasks.Anomalies.Thresholds;
using Carousel.Tasks.Fitting;

namespace Carousel.Tasks.Anomalies;

/// <summary>What is asked of a search for anomalies. Each value is checked when it is set.</summary>
public sealed record AnomalyOptions
{
    /// <summary>How the model is made and trained.</summary>
    public FitOptions Fit { get; init; } = new();

    /// <summary>From what the scores of channels are made.</summary>
    public ChannelScoreKind Score { get; init; }

    /// <summary>How scores become alarms.</summary>
    public ThresholdKind Threshold { get; init; }

    /// <summary>The rate of false alarms: the share of the learning part that lies above the threshold.</summary>
    public double Rate { get; init => field = OptionException.Within<double>(value, 1e-7, 0.5, "--rate") ?? 0.001; } = 0.001;

    /// <summary>The least fall from one maximum of the error to the next, of the dynamic threshold.</summary>
    public double Pruning { get; init => field = OptionException.Within<double>(value, 0, 0.99, "--pruning") ?? 0.13; } = 0.13;

    /// <summary>The share of the rows, or of the time, that is learned from.</summary>
    public double Learn { get; init => field = OptionException.Within<double>(value, 0.05, 0.95, "--learn") ?? 0.5; } = 0.5;

    /// <summary>Rows of a piece that is trained on, and of what a reconstruction sums up.</summary>
    public int? Window { get; init => field = OptionException.Within<int>(value, 2, 10_000, "--window"); }

    /// <summary>Hours over which the surprise of an entity's events adds up.</summary>
    public double Memory { get; init => field = OptionException.Within<double>(value, 0, 100_000, "--memory") ?? 2; } = 2;

    /// <summary>Cards of a simulated log, where one stands in place of a file.</summary>
    public int? Cards { get; init => field = OptionException.Within<int>(value, 10, 100_000, "--simulate-cards"); }

    /// <summary>On line: rows to learn from before the first is scored.</summary>
    public int? LearnRows { get; init => field = OptionException.Within<int>(value, 20, 1_000_000, "--learn-rows"); }
}
