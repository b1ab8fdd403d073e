namespace Carousel.Networks;

/// <summary>How a number that a network reads is made of the rows of a table, before it is scaled.</summary>
/// <param name="Kind">By which rule.</param>
/// <param name="Column">The column that it is made of; of <see cref="PortableSourceKind.Sine"/> and
/// <see cref="PortableSourceKind.Cosine"/> the round of the calendar: <c>minute</c>, <c>hour</c>, <c>day</c>,
/// <c>week</c> from Monday, <c>week from sunday</c>, <c>year</c>.</param>
internal sealed record PortableSource(PortableSourceKind Kind, string Column = "")
{
    /// <summary>How many rows before the present one the number stands.</summary>
    public int Back { get; init; }

    /// <summary>The column of which a share is taken.</summary>
    public string Whole { get; init; } = "";

    /// <summary>How many last rows a mean is taken over.</summary>
    public int Rows { get; init; }

    /// <summary>How many times a sine turns in a round.</summary>
    public int Harmonic { get; init; } = 1;

    /// <summary>The regression of a <see cref="PortableSourceKind.Regression"/>.</summary>
    public PortableRegression? Regression { get; init; }

    /// <summary>A number of the present row.</summary>
    /// <param name="column">Its column.</param>
    public static PortableSource Of(string column) => new(PortableSourceKind.Value, column);

    /// <summary>A sine and a cosine of the time of a row.</summary>
    /// <param name="round">The round of the calendar.</param>
    /// <param name="harmonic">How many times it turns in a round.</param>
    public static PortableSource[] Turn(string round, int harmonic) =>
        [
            new(PortableSourceKind.Sine, round) { Harmonic = harmonic },
            new(PortableSourceKind.Cosine, round) { Harmonic = harmonic },
        ];
}

/// <summary>By which rule a number is made of the rows of a table.</summary>
internal enum PortableSourceKind
{
    /// <summary>The number of a column; a missing one is 0 to the network.</summary>
    Value,

    /// <summary>The number of a column, less that of the row before.</summary>
    Change,

    /// <summary>1 where the number of a column is missing, else 0.</summary>
    Missing,

    /// <summary>1 where the number of a column is there, else 0.</summary>
    Present,

    /// <summary>(column + 1) / (whole + 2).</summary>
    Share,

    /// <summary>
    /// The mean of the last known numbers of a column, each scaled, over some rows before the first one ahead.
    /// </summary>
    Mean,

    /// <summary>The mean of the last known shares, as <see cref="Mean"/>.</summary>
    MeanShare,

    /// <summary>The sine of the share of a round of the calendar that is over.</summary>
    Sine,

    /// <summary>The cosine of it.</summary>
    Cosine,

    /// <summary>How many rows ahead of the first one ahead a row is.</summary>
    Step,

    /// <summary>
    /// What a linear regression forecasts of a row ahead, in the network's numbers, less the level of the window.
    /// </summary>
    Regression,

    /// <summary>1 where the present symbol is the one that <see cref="PortableSource.Column"/> names, else 0.</summary>
    Symbol,
}
