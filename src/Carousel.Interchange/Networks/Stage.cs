namespace Carousel.Interchange.Networks;

/// <summary>A layer of a portable network: sizes and weights, no code.</summary>
/// <param name="Name">What it is called in the model, such as <c>recurrent.0</c>; unique within a network.</param>
/// <param name="InputSize">Values that it reads at a step; 1, the number of a row, for an embedding.</param>
/// <param name="OutputSize">Values that it gives.</param>
internal abstract record Stage(string Name, int InputSize, int OutputSize)
{
    /// <summary>
    /// Whether it reads the step's input after the output of the stage before it: both count in
    /// <see cref="InputSize"/>.
    /// </summary>
    public bool JoinsInput { get; init; }
}

/// <summary>Rows of a table by number.</summary>
/// <param name="Name">As of any stage.</param>
/// <param name="Table">[V, E].</param>
internal sealed record EmbeddingStage(string Name, WeightMatrix Table) : Stage(Name, 1, Table.Columns);
