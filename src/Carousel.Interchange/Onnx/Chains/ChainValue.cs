namespace Carousel.Interchange.Onnx;

/// <summary>What is known of a value of the graph.</summary>
internal abstract record ChainValue;

/// <summary>A value that does not depend on the model's input.</summary>
/// <param name="Tensor">The numbers.</param>
internal sealed record KnownValue(OnnxTensor Tensor) : ChainValue
{
    /// <summary>The inputs other than the sequences whose numbers it depends on; null for none.</summary>
    public ChainSource? Source { get; init; }

    /// <summary>Whether it depends on numbers or sizes that represent free ones of the model.</summary>
    public bool IsMade { get; init; }
}

/// <summary>Rows that layers made of the model's input.</summary>
/// <param name="Path">The layers.</param>
/// <param name="Shape">The axes of steps, sequences and values of a step.</param>
/// <param name="Width">Values of a step after the last layer; 0 for numbers of symbols.</param>
internal sealed record RowsValue(ChainPath Path, ChainShape Shape, int Width) : ChainValue
{
    /// <summary>What of the rows it is.</summary>
    public ChainPart Part { get; init; }

    /// <summary>The only direction that it contains; null for all directions.</summary>
    public int? Direction { get; init; }

    /// <summary>ε, where it was added.</summary>
    public float Epsilon { get; init; }

    /// <summary>The rows of which these are a multiple, and by what.</summary>
    public (RowsValue Rows, double Factor)? Multiple { get; init; }
}

/// <summary>Last states of several directions or layers, stacked along the first axis.</summary>
/// <param name="Parts">Each a state without that axis.</param>
internal sealed record StatesValue(IReadOnlyList<RowsValue> Parts) : ChainValue;

/// <summary>Last cells of LSTMs, which may leave the model and do nothing else.</summary>
internal sealed record CellsValue : ChainValue;

/// <summary>A value of a node that has no place in a chain. It matters only where the answer depends on it.</summary>
/// <param name="Reason">What to throw then.</param>
internal sealed record RefusedValue(OnnxNotTakenException Reason) : ChainValue;

/// <summary>What of some rows a value is.</summary>
internal enum ChainPart
{
    /// <summary>The rows themselves.</summary>
    Whole,

    /// <summary>The mean of each row's values.</summary>
    RowMean,

    /// <summary>The values less their mean.</summary>
    Centered,

    /// <summary>Squares of the values less their mean.</summary>
    Squares,

    /// <summary>The mean of the squares.</summary>
    Variance,

    /// <summary>The mean of the squares and ε.</summary>
    Damped,

    /// <summary>The root of that.</summary>
    Deviation,

    /// <summary>The sum of all steps.</summary>
    Total,

    /// <summary>The last step, and zeros for all others.</summary>
    LastAlone,

    /// <summary>The first step, of which only the reverse direction is a pooling.</summary>
    FirstStep,

    /// <summary>The error function of the values divided by √2.</summary>
    Error,

    /// <summary>That and 1.</summary>
    ErrorAndOne,

    /// <summary>Twice the GELU of the values.</summary>
    TwiceGelu,
}
