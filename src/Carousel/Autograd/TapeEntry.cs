using Carousel.Data;

namespace Carousel.Autograd;

/// <summary>One recorded call: a pooled value, no object.</summary>
internal readonly struct TapeEntry
{
    /// <summary>Which operation.</summary>
    public Op Op { get; init; }

    /// <summary>How the rows are packed, for operations over sequences.</summary>
    public Packing? Packing { get; init; }

    /// <summary>What else the operation needs: immutable, made once, such as a layer's size.</summary>
    public object? Context { get; init; }

    /// <summary>A whole number the operation needs, such as a column.</summary>
    public int Index { get; init; }

    /// <summary>A number the operation needs, such as a rate.</summary>
    public float Scalar { get; init; }

    /// <summary>
    /// Number of the call among those that meet at the border of a segment; 0 without a border.
    /// </summary>
    internal int Border { get; init; }

    /// <summary>Index of the first operand on the tape.</summary>
    internal int First { get; init; }

    /// <summary>How many operands.</summary>
    internal int Count { get; init; }

    /// <summary>How many of the operands, in front, are outputs.</summary>
    internal int Outputs { get; init; }
}
