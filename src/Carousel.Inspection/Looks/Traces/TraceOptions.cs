using Carousel.Jobs.Options;

namespace Carousel.Inspection.Looks;

/// <summary>What of a network is traced.</summary>
internal sealed record TraceOptions : DeclaredOptions
{
    /// <summary>The only recurrent layer shown, by its path in the model; null for all.</summary>
    [OptionGroup("Traces")]
    [Option(
        "Only one recurrent layer, by its path in the model file or its number from 1.", Value = "NAME",
        Default = "all")]
    public string? Layer { get; init; }

    /// <summary>
    /// The first step of each sequence that is looked at, from 0; the network reads all steps before it too.
    /// </summary>
    [Option("First step to inspect of each sequence, from 0.")]
    public int From { get; init; }

    /// <summary>The step after the last one that is looked at; null for the end of each sequence.</summary>
    [Option("The step after the last one to inspect.", Default = "the end of each sequence")]
    public int? To { get; init; }

    /// <summary>Whether traces.csv holds all steps of all sequences; else it ends after two million values.</summary>
    [Option("Write all steps of all sequences to traces.csv, not the first two million values.")]
    public bool AllTraces { get; init; }
}
