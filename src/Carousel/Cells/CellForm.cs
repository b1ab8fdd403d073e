namespace Carousel.Layers;

/// <summary>What another program or format calls a cell, and how it orders the gates.</summary>
/// <param name="Name">The class or operator, such as <c>SimpleRNN</c>.</param>
/// <param name="Letters">Its letters of the gates, in its order, such as <c>z, r, h</c>; empty for one without
/// gates.</param>
/// <param name="Order">Which of Carousel's gates stands at each place of its order.</param>
internal sealed record CellForm(string Name, string Letters, params int[] Order)
{
    /// <summary>The activations where none are named: of the gates, the candidate and, if there is one, the
    /// output.</summary>
    public IReadOnlyList<string> Activations { get; init; } = [];

    /// <summary>What is to be said of a layer that comes from there; empty for nothing.</summary>
    public string Remark { get; init; } = "";

    /// <summary>Where each of Carousel's gates stands.</summary>
    public int[] Places => [.. Order.Select((_, gate) => Array.IndexOf(Order, gate))];
}
