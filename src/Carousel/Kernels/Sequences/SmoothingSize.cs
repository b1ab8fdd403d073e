namespace Carousel.Kernels.Sequences;

/// <summary>The sizes of a smoothing: sequences side by side, all of the same length.</summary>
/// <param name="T">Steps of each sequence.</param>
/// <param name="B">Sequences.</param>
/// <param name="First">Steps of the shorter season, 1 or more; 1 for none.</param>
/// <param name="Second">Steps of the longer season; 0 for none.</param>
/// <param name="Recent">M: how many last values each step sees.</param>
/// <param name="Ahead">H: how many steps ahead the smoothing is continued.</param>
internal sealed record SmoothingSize(int T, int B, int First, int Second, int Recent, int Ahead)
{
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
