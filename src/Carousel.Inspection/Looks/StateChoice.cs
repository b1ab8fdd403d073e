using Carousel.Jobs.Options;

namespace Carousel.Inspection.Looks;

/// <summary>Which states of a model are looked at.</summary>
internal sealed record StateChoice : DeclaredOptions
{
    /// <summary>
    /// The layer's path in the model, such as <c>lstm.0</c>, or its number from 1, the lowest first and forward before
    /// reverse; null for the layers that the look takes by itself.
    /// </summary>
    [Option("Only one recurrent layer, by its path in the model file or its number from 1.", Value = "NAME")]
    public string? Layer { get; init; }

    /// <summary>Cell states instead of hidden ones.</summary>
    [Option("Hidden or cell states.", Name = "state", Words = "cell hidden")]
    public bool IsCell { get; init; }

    /// <summary>What a look takes by itself, in words.</summary>
    internal string WithoutLayer { get; init; } = "all layers";

    /// <inheritdoc/>
    protected internal override string? DefaultInWords(string property) =>
        property == nameof(Layer) ? WithoutLayer : null;
}
