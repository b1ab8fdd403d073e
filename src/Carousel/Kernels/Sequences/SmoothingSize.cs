namespace Carousel.Kernels.Sequences;

/// <summary>The sizes of a smoothing: sequences side by side, all of the same length.</summary>
internal sealed record SmoothingSize
{
    /// <summary>States the sizes.</summary>
    /// <param name="steps">T: steps of each sequence.</param>
    /// <param name="sequences">B.</param>
    /// <param name="first">Steps of the shorter season; 1 for none.</param>
    /// <param name="second">Steps of the longer season; 0 for none.</param>
    /// <param name="recent">M: how many last values each step sees.</param>
    /// <param name="ahead">H: how many steps ahead the smoothing is continued.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, the second season is negative, or a tensor
    /// of these sizes has more values than an array holds.</exception>
    public SmoothingSize(int steps, int sequences, int first, int second, int recent, int ahead)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sequences);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(first);
        ArgumentOutOfRangeException.ThrowIfNegative(second);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(recent);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ahead);
        long most = Array.MaxLength / sequences;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Max(recent + 1L, ahead), most / steps, nameof(ahead));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            2 * ((4L * steps) + first + second), most, nameof(steps));
        (T, B, First, Second, Recent, Ahead) = (steps, sequences, first, second, recent, ahead);
    }

    /// <summary>Steps of each sequence.</summary>
    public int T { get; }

    /// <summary>Sequences.</summary>
    public int B { get; }

    /// <summary>Steps of the shorter season; 1 for none.</summary>
    public int First { get; }

    /// <summary>Steps of the longer season; 0 for none.</summary>
    public int Second { get; }

    /// <summary>M: how many last values each step sees.</summary>
    public int Recent { get; }

    /// <summary>H: how many steps ahead the smoothing is continued.</summary>
    public int Ahead { get; }

    /// <summary>Rows of all sequences.</summary>
    public int Rows => T * B;

    /// <summary>Columns of what each step sees: its last values and its season.</summary>
    public int Seen => Recent + 1;

    /// <summary>Values with which the seasons of a sequence begin.</summary>
    public int Start => First + Second;

    /// <summary>Values that a sequence keeps of its forward pass.</summary>
    public int Kept => (4 * T) + First + Second;

    /// <summary>Values that one sequence needs for both passes: what it keeps, and the gradients of that.</summary>
    public int Saved => 2 * Kept;
}
