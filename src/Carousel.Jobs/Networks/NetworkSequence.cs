namespace Carousel.Jobs.Networks;

/// <summary>A sequence of a table: the network's input, and the other data of its rows.</summary>
/// <param name="Name">Its name in the column of sequences; empty without such a column.</param>
/// <param name="Input">[T, I], or [T] numbers of symbols.</param>
/// <param name="Rows">[T]: which row of the table each step was, from 0.</param>
internal sealed record NetworkSequence(string Name, float[] Input, IReadOnlyList<int> Rows)
{
    /// <summary>[T, O] known answers; [T] numbers of classes; empty where the table has none.</summary>
    public float[] Truth { get; init; } = [];

    /// <summary>T.</summary>
    public int Steps => Rows.Count;
}

/// <summary>The sequences of a table.</summary>
/// <param name="Name">How messages call the table.</param>
/// <param name="SequenceColumn">The column that tells sequences apart; empty where the table is one sequence.</param>
/// <param name="Sequences">In the order in which they begin.</param>
/// <param name="Notes">What was decided without being asked, a sentence each.</param>
internal sealed record NetworkData(
    string Name, string SequenceColumn, IReadOnlyList<NetworkSequence> Sequences, IReadOnlyList<string> Notes);
