using Carousel.Tasks.Fitting;
using Carousel.Tasks.Handwriting.Drawings;

namespace Carousel.Tasks.Handwriting;

/// <summary>What is learned from drawings.</summary>
public enum WriteMode
{
    /// <summary>Which class a whole drawing belongs to.</summary>
    Classify,

    /// <summary>Which symbols stand in a line, one after the other.</summary>
    Recognise,

    /// <summary>How a pen goes on: to draw new drawings.</summary>
    Generate,
}

/// <summary>What a model of pen strokes is made of and learns from. Null leaves the choice to the job.</summary>
/// <remarks>Each value is checked when it is set.</remarks>
public sealed record WriteOptions
{
    /// <summary>How the model is made and trained.</summary>
    public FitOptions Fit { get; init; } = new();

    /// <summary>What is learned; null classifies labelled drawings and draws like others.</summary>
    public WriteMode? Mode { get; init; }

    /// <summary>A file that decides when training was best; null for a share of the data.</summary>
    public string? Validation { get; init; }

    /// <summary>A file that only measures; null for a share of the data.</summary>
    public string? Test { get; init; }

    /// <summary>Share of the data that validates, 0.01 … 0.5.</summary>
    public double ValidationShare { get; init => field = OptionException.Within<double>(value, 0.01, 0.5, "--validation-share") ?? 0; } = 0.1;

    /// <summary>Share of the data that measures, 0.01 … 0.5.</summary>
    public double TestShare { get; init => field = OptionException.Within<double>(value, 0.01, 0.5, "--test-share") ?? 0; } = 0.1;

    /// <summary>How much training drawings are changed in each epoch, 0 … 5; 0 for not at all.</summary>
    public double Distortion { get; init => field = OptionException.Within<double>(value, 0, 5, "--distortion") ?? 0; } = 1;

    /// <summary>Joins single symbols to lines of so many; null where the drawings are lines already.</summary>
    public SymbolRange? Join { get; init; }

    /// <summary>Lines joined for an epoch, 10 … 1,000,000.</summary>
    public int Lines { get; init => field = OptionException.Within<int>(value, 10, 1_000_000, "--lines") ?? 0; } = 4000;

    /// <summary>M: components of the mixture that a next offset is drawn from, 1 … 100.</summary>
    public int Components { get; init => field = OptionException.Within<int>(value, 1, 100, "--components") ?? 0; } = 10;

    /// <summary>Drawings that are drawn in the end, 1 … 1,000.</summary>
    public int Generate { get; init => field = OptionException.Within<int>(value, 1, 1000, "--generate") ?? 0; } = 24;

    /// <summary>How far drawing keeps to what is likeliest, 0 … 10: 0 draws from the model as it is.</summary>
    public double Bias { get; init => field = OptionException.Within<double>(value, 0, 10, "--bias") ?? 0; } = 0.5;
}
