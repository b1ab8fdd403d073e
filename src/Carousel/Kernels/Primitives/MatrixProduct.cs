using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// Products of matrices on the register tile, for plain and packed rows: y = x·Wᵀ + b and its two gradients.
/// </summary>
/// <remarks>
/// <para>Every output is one chain of fused multiply-adds, ascending over the summed index, from the bias or from what
/// is already there; blocks reload the
/// partial sum, which is exact. Only where outputs are few and terms many (<see cref="IsNarrow"/>) each output is a sum
/// over 64 virtual lanes. So the bits depend on no block size, vector width or split: rows may be split by slicing x
/// and y,
/// outputs by the ranges of panels or outputs below. Outputs are padded to 64 only inside the panels.</para>
/// <para>Use, for a dense map of I inputs and O outputs:
/// <code>
/// MatrixProduct.Pack(weight, O, I, panels);              // PanelLength(I, O) floats, once per version of the weights
/// MatrixProduct.PackBackward(weight, O, I, backward);    // PanelLength(O, I) floats
/// MatrixProduct.Forward(I, O, x, panels, bias, y);       // y[n,o] = b[o] + Σᵢ x[n,i]·W[o,i]
/// MatrixProduct.AddInputGradient(I, O, dy, backward, dx);      // dx[n,i] += Σₒ dy[n,o]·W[o,i]
/// // dW[o,i] += Σₙ dy[n,o]·x[n,i]
/// MatrixProduct.AddWeightGradient(new(I, O), new(rowStart), x, dy, dWeight, 0, O, scratch);
/// </code>
/// </para>
/// </remarks>
internal static unsafe partial class MatrixProduct
{
    /// <summary>
    /// Terms of the summed index taken at once: 64 columns of this many terms stay in the second-level cache.
    /// </summary>
    private const int TermBlock = 512;

    /// <summary>Rows of a gradient's sum taken at once.</summary>
    internal const int GradientBlock = 256;

    /// <summary>Rows of a weight gradient (its outputs) whose factors are packed together: whole tiles.</summary>
    internal const int Strip = 96;

    /// <summary>y[n,o] = b[o] + Σᵢ x[n,i]·W[o,i], i ascending.</summary>
    /// <param name="I">Inputs.</param>
    /// <param name="O">Outputs.</param>
    /// <param name="x">[N, I].</param>
    /// <param name="panels">From <see cref="Pack"/>.</param>
    /// <param name="bias">[O], or empty for zeros.</param>
    /// <param name="y">[N, O], overwritten.</param>
    /// <param name="panelFrom">First panel of 64 outputs to compute.</param>
    /// <param name="panelTo">One after the last; all if not given.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Forward(
        int I, int O, ReadOnlySpan<float> x, ReadOnlySpan<float> panels, ReadOnlySpan<float> bias, Span<float> y,
        int panelFrom = 0, int panelTo = int.MaxValue)
    {
        int N = Rows(x, y, I, O);
        ShapeException.Require(x, (N, I));
        ShapeException.Require(y, (N, O));
        ShapeException.Require(panels, (Panels(O) * RegisterTile.PanelWidth, I));
        if (!bias.IsEmpty)
        {
            ShapeException.Require(bias, O);
        }

        if (bias.IsEmpty)
        {
            for (int n = 0; n < N; n++)
            {
                int from = (n * O) + (panelFrom * RegisterTile.PanelWidth);
                y[from..((n * O) + (int)Math.Min(O, (long)panelTo * RegisterTile.PanelWidth))].Clear();
            }
        }

        fixed (float* px = x, pp = panels, pb = bias, py = y)
        {
            Multiply(new(N, new(px, I), pp, I, new(py, O), O)
            {
                Bias = pb,
                PanelFrom = panelFrom,
                PanelTo = Math.Min(panelTo, Panels(O)),
            });
        }
    }

    /// <summary>dx[n,i] += Σₒ dy[n,o]·W[o,i], o ascending.</summary>
    /// <param name="I">Inputs.</param>
    /// <param name="O">Outputs.</param>
    /// <param name="dy">[N, O].</param>
    /// <param name="panels">From <see cref="PackBackward"/>.</param>
    /// <param name="dx">[N, I], added to.</param>
    /// <param name="panelFrom">First panel of 64 inputs to compute.</param>
    /// <param name="panelTo">One after the last; all if not given.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddInputGradient(
        int I, int O, ReadOnlySpan<float> dy, ReadOnlySpan<float> panels, Span<float> dx,
        int panelFrom = 0, int panelTo = int.MaxValue)
    {
        int N = Rows(dx, dy, I, O);
        ShapeException.Require(dy, (N, O));
        ShapeException.Require(dx, (N, I));
        ShapeException.Require(panels, (Panels(I) * RegisterTile.PanelWidth, O));
        fixed (float* py = dy, pp = panels, px = dx)
        {
            Multiply(new(N, new(py, O), pp, O, new(px, I), I)
            {
                PanelFrom = panelFrom,
                PanelTo = Math.Min(panelTo, Panels(I)),
            });
        }
    }

    /// <summary>Floats of scratch that <see cref="AddWeightGradient"/> needs.</summary>
    /// <param name="I">Inputs.</param>
    /// <returns>The length.</returns>
    public static int WeightGradientScratch(int I) =>
        checked(GradientBlock * ((Panels(I) * RegisterTile.PanelWidth) + Strip));

    /// <summary>dW[o,i] += Σₙ dy[n,o]·x[n,i], from the last step to the first, rows ascending within a step.</summary>
    /// <param name="size">I, O.</param>
    /// <param name="order">The rows of each step, from its first row on; with B sequences x is [B+N, I], and the rows
    /// before those of the steps count.</param>
    /// <param name="x">[N, I].</param>
    /// <param name="dy">[N, O].</param>
    /// <param name="dWeight">[O, I], added to.</param>
    /// <param name="outputFrom">First output (row of dW) to compute.</param>
    /// <param name="outputTo">One after the last.</param>
    /// <param name="scratch">WeightGradientScratch(I) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddWeightGradient(
        DenseSize size, RowOrder order, ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> dWeight,
        int outputFrom, int outputTo, Span<float> scratch)
    {
        (int I, int O) = size;
        int N = order.Rows;
        ShapeException.Require(x, (order.Batch + N, I));
        ShapeException.Require(dy, (N, O));
        ShapeException.Require(dWeight, (O, I));
        ShapeException.Require(
            scratch[..Math.Min(scratch.Length, WeightGradientScratch(I))], WeightGradientScratch(I), nameof(scratch));
        int* rows = stackalloc int[2 * GradientBlock];
        int* inputs = rows + GradientBlock;
        fixed (float* px = x, py = dy, pw = dWeight, panels = scratch)
        {
            float* strip = panels + (GradientBlock * (nint)(Panels(I) * RegisterTile.PanelWidth));
            for (int count; (count = order.Fill(rows, inputs, GradientBlock)) > 0;)
            {
                for (int i = 0; i < I; i += RegisterTile.PanelWidth)
                {
                    int width = Math.Min(RegisterTile.PanelWidth, I - i);
                    PackRows(
                        px + i, I, width, order.Batch > 0 ? inputs : rows, count, panels + ((nint)i * GradientBlock),
                        RegisterTile.PanelWidth,
                        RegisterTile.PanelWidth);
                }

                for (int o = outputFrom; o < outputTo; o += Strip)
                {
                    int m = Math.Min(Strip, outputTo - o);
                    PackRows(py + o, O, m, rows, count, strip, Strip, m);
                    for (int i = 0; i < I; i += RegisterTile.PanelWidth)
                    {
                        AddBlock(
                            m, Math.Min(RegisterTile.PanelWidth, I - i), new(strip, Strip),
                            Panel.OfRows(panels + ((nint)i * GradientBlock)), count, new(pw + ((nint)o * I) + i, I));
                    }
                }
            }
        }
    }

    private static int Rows(ReadOnlySpan<float> x, ReadOnlySpan<float> y, int I, int O) =>
        I > 0 ? x.Length / I : O > 0 ? y.Length / O : 0;
}
