namespace Carousel.Jobs.Inspecting;

/// <summary>Which states of a model are looked at.</summary>
public sealed record StateChoice
{
    /// <summary>The layer's path in the model, such as <c>lstm.0</c>, or its number from 1, the lowest first and forward before reverse; null for the layers that the look takes by itself.</summary>
    public string? Layer { get; init; }

    /// <summary>Cell states in place of hidden ones.</summary>
    public bool IsCell { get; init; }
}
