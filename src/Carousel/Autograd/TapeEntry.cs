using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>One recorded call: a pooled value, no object.</summary>
internal readonly struct TapeEntry
{
    /// <summary>Where the call is recorded.</summary>
    public Tape Tape { get; init; }

    /// <summary>Adds the call's part to the gradients of its inputs.</summary>
    public BackwardOp Backward { get; init; }

    /// <summary>What runs the call.</summary>
    public Backend Backend => Tape.Backend;

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

    /// <summary>An operand; <c>default</c> where an optional one was absent.</summary>
    /// <param name="index">Outputs first, then inputs and saved tensors, as recorded.</param>
    public Variable this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
            return Tape.Operand(First + index);
        }
    }

    /// <summary>The values of an operand.</summary>
    public Tensor Value(int index) => this[index].Value;

    /// <summary>The gradient of an operand, see <see cref="Tape.Gradient"/>.</summary>
    public Tensor Gradient(int index) => Tape.Gradient(this[index]);

    /// <summary>The gradient of an operand where it is needed, see <see cref="Tape.GradientIfNeeded"/>.</summary>
    public Tensor GradientIfNeeded(int index) => Tape.GradientIfNeeded(this[index]);
}
