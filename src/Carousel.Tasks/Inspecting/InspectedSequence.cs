namespace Carousel.Tasks.Inspecting;

/// <summary>One sequence as the recurrent layers of a model read it.</summary>
/// <param name="Name">How messages call it: a series, a sentence, a customer, a piece.</param>
/// <param name="Input">[T, I], what the layers read.</param>
/// <param name="Steps">T.</param>
public sealed record InspectedSequence(string Name, float[] Input, int Steps)
{
    /// <summary>[T], what each step is: a character, a word, a time stamp; empty where steps have numbers alone.</summary>
    public IReadOnlyList<string> StepNames { get; init; } = [];

    /// <summary>[T], which row of the data's table, from 0, each step was read from; −1 for a step that is no row; empty where the data are no table.</summary>
    public IReadOnlyList<int> Rows { get; init; } = [];

    /// <summary>What the model itself needs to say how it does on the sequence.</summary>
    internal object? Source { get; init; }
}
