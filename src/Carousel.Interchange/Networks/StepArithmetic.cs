namespace Carousel.Interchange.Networks;

/// <summary>How the products and functions of a step are computed: the one place in which precisions differ.</summary>
internal abstract class StepArithmetic
{
    /// <summary>z += M x.</summary>
    /// <param name="matrix">M [rows, columns].</param>
    /// <param name="firstRow">The first row of M that is taken.</param>
    /// <param name="x">[columns].</param>
    /// <param name="z">As many rows as are taken; added to.</param>
    public abstract void Multiply(WeightMatrix matrix, int firstRow, ReadOnlySpan<float> x, Span<float> z);

    /// <summary>A row of a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="row">Which.</param>
    /// <param name="values">[columns], overwritten.</param>
    public abstract void Look(WeightMatrix table, int row, Span<float> values);

    /// <summary>From preactivations to the new state of an LSTM.</summary>
    /// <param name="z">[4H], by gate i, f, g, o.</param>
    /// <param name="h">[H], overwritten.</param>
    /// <param name="c">[H], read and overwritten.</param>
    public abstract void LstmCell(ReadOnlySpan<float> z, Span<float> h, Span<float> c);

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    public abstract float Logistic(float x);

    /// <summary>tanh x.</summary>
    public abstract float Tanh(float x);

    /// <summary>eˣ.</summary>
    public abstract float Exp(float x);

    /// <summary>a·b + c, rounded as the precision does.</summary>
    public abstract float MultiplyAdd(float a, float b, float c);
}
