using Carousel.Jobs;
using Carousel.Jobs.Options;
using Carousel.Jobs.Baselines;

namespace Carousel.Handwriting;

/// <summary>What is learned from drawings.</summary>
public enum WriteMode
{
    /// <summary>Which class a whole drawing belongs to.</summary>
    Classify,

    /// <summary>Which symbols stand in a line, one after the other.</summary>
    [OptionWord("recognise")]
    Recognize,

    /// <summary>How a pen goes on: to draw new drawings.</summary>
    Generate,
}

/// <summary>What a model of pen strokes is made of and learns from. Null leaves the choice to the job.</summary>
public sealed record WriteOptions : DividedOptions
{
    /// <summary>What is learned; null classifies labelled drawings and draws like others.</summary>
    [OptionGroup("Writing")]
    [Option(
        "Task: classify, a class for each drawing; recognise, the symbols of each line; generate, the next strokes.",
        Default = "classify if drawings have labels, else generate")]
    public WriteMode? Mode { get; init => field = Checked(value); }

    /// <summary>Joins single symbols to lines of so many; null where the drawings are lines already.</summary>
    [Option(
        "For recognise: join symbols to lines of n to m, again in each epoch.", Least = 1, Most = 20,
        Default = "drawings are already lines")]
    public WholeRange? Join { get; init => field = Checked(value); }

    /// <summary>Lines joined for an epoch.</summary>
    [Option("Lines joined per epoch.", Least = 10, Most = 1_000_000)]
    public int Lines { get; init => field = Checked(value); } = 4000;

    /// <summary>Whether a simple method is inside, which the validation drawings decide on.</summary>
    [Option(
        "For classify and generate: baseline inside the model, the nearest training drawing or a mixture on the last "
        + "offset.")]
    public BaselineInside Baseline { get; init => field = Checked(value); }

    /// <summary>M: components of the mixture that a next offset is drawn from.</summary>
    public int Components { get; init; } = 10;

    /// <summary>Drawings that are drawn in the end.</summary>
    [OptionGroup("Drawing")]
    [Option(
        "For generate: drawings to write to drawings.svg and drawings.ndjson.", For = "mode generate", Least = 1,
        Most = 1000)]
    public int Generate { get; init => field = Checked(value); } = 24;

    /// <summary>The share of the data that decides when training was best.</summary>
    [OptionGroup("Data split")]
    [Option("Validation share of the data.", Least = 0.01, Most = 0.5)]
    public override double ValidationShare { get; init => field = Checked(value); } = 0.1;
}
