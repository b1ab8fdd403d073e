namespace Carousel.Boosting;

/// <summary>
/// How many rows, and the sum of their gradients as whole numbers, in one word: a row costs one addition, and sums are
/// exact, so that they do not depend on an order and those of a part can be taken away again.
/// </summary>
/// <param name="Bits">The sum above, the count in the lowest <see cref="CountBits"/> bits.</param>
internal readonly record struct GradientSum(long Bits)
{
    /// <summary>The bound of absolute gradients.</summary>
    public const int MostGradient = 1 << 22;

    /// <summary>Rows of a sum are fewer than this.</summary>
    public const int MostRows = 1 << CountBits;

    private const int CountBits = 20;

    /// <summary>One row.</summary>
    /// <param name="gradient">Its gradient.</param>
    /// <returns>The sum of only this row.</returns>
    public static GradientSum Of(int gradient) => new(((long)gradient << CountBits) + 1);

    /// <summary>How many rows.</summary>
    public int Count => (int)(Bits & (MostRows - 1));

    /// <summary>Their gradients.</summary>
    public long Sum => Bits >> CountBits;

    /// <summary>(Σg)²/n: by how much the mean of the rows makes their squared error less.</summary>
    public double Explained
    {
        get
        {
            double sum = Sum;
            return Count == 0 ? 0 : sum * sum / Count;
        }
    }

    /// <summary>Rows of both.</summary>
    public static GradientSum operator +(GradientSum a, GradientSum b) => new(a.Bits + b.Bits);

    /// <summary>Rows of the first that are not in the second.</summary>
    public static GradientSum operator -(GradientSum a, GradientSum b) => new(a.Bits - b.Bits);
}
