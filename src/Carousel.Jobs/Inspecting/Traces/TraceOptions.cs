namespace Carousel.Jobs.Inspecting.Traces;

/// <summary>What of a network is traced.</summary>
public sealed record TraceOptions
{
    /// <summary>One recurrent layer alone, by its path in the model; null for all.</summary>
    public string? Layer { get; init; }

    /// <summary>The first step of each sequence that is looked at, from 0; the network reads all steps before it too.</summary>
    public int From { get; init; }

    /// <summary>The step after the last one that is looked at; null for the end of each sequence.</summary>
    public int? To { get; init; }

    /// <summary>Whether traces.csv holds all steps of all sequences; else it ends after two million values.</summary>
    public bool AllTraces { get; init; }
}
