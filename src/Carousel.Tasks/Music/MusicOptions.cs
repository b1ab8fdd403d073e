using Carousel.Tasks.Fitting;

namespace Carousel.Tasks.Music;

/// <summary>What a model of music is made of, and what it plays in the end. Null leaves the choice to the job.</summary>
/// <remarks>Each value is checked when it is set.</remarks>
public sealed record MusicOptions
{
    /// <summary>How the model is made and trained.</summary>
    public FitOptions Fit { get; init; } = new();

    /// <summary>Steps of a quarter note, for MIDI files, 1 … 48.</summary>
    public int StepsPerQuarter { get; init => field = OptionException.Within<int>(value, 1, 48, "--steps-per-quarter") ?? 1; } = 1;

    /// <summary>Share of the inputs dropped while training, 0 … 0.95.</summary>
    public double? InputDropout { get; init => field = OptionException.Within(value, 0, 0.95, "--input-dropout"); }

    /// <summary>Share of the state that the gates do not see while training, the same units at every step of a piece, 0 … 0.95; for LSTM cells.</summary>
    public double? RecurrentDropout { get; init => field = OptionException.Within(value, 0, 0.95, "--recurrent-dropout"); }

    /// <summary>Training pieces are moved up or down by up to this many semitones, drawn anew in each epoch, 0 … 12.</summary>
    public int? Transpose { get; init => field = OptionException.Within(value, 0, 12, "--transpose"); }

    /// <summary>Steps that are played in the end, 1 … 100,000.</summary>
    public int Generate { get; init => field = OptionException.Within<int>(value, 1, 100_000, "--generate") ?? 64; } = 64;

    /// <summary>What logits are divided by when playing: below 1 more certain, above 1 more daring; 0.1 … 10.</summary>
    public double Temperature { get; init => field = OptionException.Within<double>(value, 0.1, 10, "--temperature") ?? 1; } = 1;

    /// <summary>Quarter notes a minute of what is played, 10 … 400.</summary>
    public double Tempo { get; init => field = OptionException.Within<double>(value, 10, 400, "--tempo") ?? 90; } = 90;
}
