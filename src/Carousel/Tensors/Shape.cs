namespace Carousel.Tensors;

/// <summary>
/// The sizes of a tensor's axes, row-major, at most four of them. Axis order is always time, batch, feature.
/// </summary>
/// <remarks>A value of 24 bytes: shapes are made in every step and must not be objects.</remarks>
public readonly record struct Shape
{
    private readonly int _d0, _d1, _d2, _d3;

    /// <summary>One axis, [d0].</summary>
    /// <param name="d0">The size, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A size is negative, or there would be more than 2³¹ − 1 values.
    /// </exception>
    public Shape(int d0)
        : this(1, d0, 1, 1, 1)
    {
    }

    /// <summary>Two axes, [d0, d1].</summary>
    /// <inheritdoc cref="Shape(int)"/>
    /// <param name="d0">The outermost size.</param>
    /// <param name="d1">The innermost size.</param>
    public Shape(int d0, int d1)
        : this(2, d0, d1, 1, 1)
    {
    }

    /// <summary>Three axes, [d0, d1, d2].</summary>
    /// <inheritdoc cref="Shape(int)"/>
    /// <param name="d0">The outermost size.</param>
    /// <param name="d1">The middle size.</param>
    /// <param name="d2">The innermost size.</param>
    public Shape(int d0, int d1, int d2)
        : this(3, d0, d1, d2, 1)
    {
    }

    private Shape(int rank, int d0, int d1, int d2, int d3)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(d0);
        ArgumentOutOfRangeException.ThrowIfNegative(d1);
        ArgumentOutOfRangeException.ThrowIfNegative(d2);
        ArgumentOutOfRangeException.ThrowIfNegative(d3);

        // Each factor is below 2³¹, and so is each product before the next.
        long length = (long)d0 * d1;
        length = length <= int.MaxValue ? length * d2 : length;
        length = length <= int.MaxValue ? length * d3 : length;
        (Rank, _d0, _d1, _d2, _d3) = (rank, d0, d1, d2, d3);
        if (length > int.MaxValue)
        {
            throw new ArgumentOutOfRangeException(nameof(d0),
                $"A shape must have at most {int.MaxValue} values, but {this} has more.");
        }
    }

    /// <summary>How many axes.</summary>
    public int Rank { get; }

    /// <summary>How many values: the product of the sizes.</summary>
    public int Length => Rank == 0 ? 0 : _d0 * _d1 * _d2 * _d3;

    /// <summary>The size of one axis.</summary>
    /// <param name="axis">0 … Rank − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such axis.</exception>
    public int this[int axis] => (uint)axis < (uint)Rank
        ? axis switch { 0 => _d0, 1 => _d1, 2 => _d2, _ => _d3 }
        : throw new ArgumentOutOfRangeException(nameof(axis), axis, $"The shape {this} has {Rank} axes.");

    /// <summary>The shape as text, such as <c>[32, 64]</c>.</summary>
    /// <returns>The sizes in brackets.</returns>
    public override string ToString() => Rank switch
    {
        0 => "[]",
        1 => $"[{_d0}]",
        2 => $"[{_d0}, {_d1}]",
        3 => $"[{_d0}, {_d1}, {_d2}]",
        _ => $"[{_d0}, {_d1}, {_d2}, {_d3}]",
    };
}
