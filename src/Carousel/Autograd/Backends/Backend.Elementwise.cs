using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Autograd;

public abstract partial class Backend
{
    /// <summary>y = f(x), value by value.</summary>
    /// <param name="function">f.</param>
    /// <param name="x">[n].</param>
    /// <param name="y">[n], overwritten; may be x.</param>
    internal virtual void ElementwiseForward(ElementwiseFunction function, Tensor x, Tensor y)
    {
    }

    /// <summary>dx += dy⊙f′(x).</summary>
    /// <param name="function">f.</param>
    /// <param name="x">[n], as given to ElementwiseForward.</param>
    /// <param name="y">[n], as left by ElementwiseForward.</param>
    /// <param name="dy">[n].</param>
    /// <param name="dx">[n], added to.</param>
    internal virtual void ElementwiseBackward(ElementwiseFunction function, Tensor x, Tensor y, Tensor dy, Tensor dx)
    {
    }

    /// <summary>y = α·a + β·b.</summary>
    /// <param name="alpha">α.</param>
    /// <param name="a">[n].</param>
    /// <param name="beta">β.</param>
    /// <param name="b">[n].</param>
    /// <param name="y">[n], overwritten; may be a or b.</param>
    internal virtual void Combine(float alpha, Tensor a, float beta, Tensor b, Tensor y)
    {
    }

    /// <summary>y += α·x.</summary>
    /// <param name="alpha">α.</param>
    /// <param name="x">[n].</param>
    /// <param name="y">[n], added to.</param>
    internal virtual void AddScaled(float alpha, Tensor x, Tensor y)
    {
    }

    /// <summary>y = α·x + shift.</summary>
    /// <param name="alpha">α.</param>
    /// <param name="shift">Added to every value.</param>
    /// <param name="x">[n].</param>
    /// <param name="y">[n], overwritten; may be x.</param>
    internal virtual void Affine(float alpha, float shift, Tensor x, Tensor y)
    {
    }

    /// <summary>y = a⊙b.</summary>
    /// <param name="a">[n].</param>
    /// <param name="b">[n].</param>
    /// <param name="y">[n], overwritten; may be a or b.</param>
    internal virtual void Multiply(Tensor a, Tensor b, Tensor y)
    {
    }

    /// <summary>y += a⊙b.</summary>
    /// <param name="a">[n].</param>
    /// <param name="b">[n].</param>
    /// <param name="y">[n], added to.</param>
    internal virtual void AddProduct(Tensor a, Tensor b, Tensor y)
    {
    }

    /// <summary>y[n] = x[n] + row.</summary>
    /// <param name="x">[N, F].</param>
    /// <param name="row">[F].</param>
    /// <param name="y">[N, F], overwritten; may be x.</param>
    internal virtual void AddRow(Tensor x, Tensor row, Tensor y)
    {
    }

    /// <summary>dRow += Σₙ dy[n], from the last step to the first.</summary>
    /// <param name="packing">The steps of the rows; <c>null</c> for rows without steps.</param>
    /// <param name="dy">[N, F].</param>
    /// <param name="dRow">[F], added to.</param>
    internal virtual void AddColumnSums(Packing? packing, Tensor dy, Tensor dRow)
    {
    }
}
