using Carousel.Autograd;
using Carousel.Tensors;
using static Carousel.Forecasting.ZeroShotShape;

namespace Carousel.Forecasting;

/// <summary>
/// Turns the outputs of the network for a patch into quantiles: bases are mixed by shares that a soft-max makes, each
/// value is corrected, and sums of positive distances give the quantiles above and below the median.
/// </summary>
/// <remarks>
/// For row r with outputs y: w = softmax(y₁ … y_B) over the bases that are there; the median of value p is
/// Σ w_b·base[b, p] + y[B + p]; the quantile k above it adds the softplus of k further outputs, and so below.
/// Outputs of a row: shares [B], corrections [P], distances [P, 10], the five below first, the nearest first.
/// </remarks>
internal static class MixtureOp
{
    private const int Distances = Levels - 1, Side = Distances / 2;

    /// <summary>Mixes.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="outputs">[R, <see cref="Outputs"/>].</param>
    /// <param name="bases">[R, B·P] of the call, NaN for a base that is not there; kept until the step ends.</param>
    /// <param name="room">Arrays of the caller, used by no other op.</param>
    /// <returns>[R, P·<see cref="Levels"/>], the quantiles of a value side by side, ascending.</returns>
    public static Variable Apply(Tape tape, Variable outputs, Tensor bases, MixtureRoom room)
    {
        int rows = outputs.Shape[0];
        ShapeException.Require(outputs.Shape, new Shape(rows, Outputs));
        ShapeException.Require(bases.Shape, new Shape(rows, Bases * Patch));
        room.Need(rows);
        outputs.Value.Read(room.Outputs);
        bases.Read(room.Bases);
        Variable quantiles = tape.Result(new Shape(rows, Patch * Levels));
        for (int r = 0; r < rows; r++)
        {
            Forward(
                room.Outputs.Slice(r * Outputs, Outputs), room.Bases.Slice(r * Bases * Patch, Bases * Patch),
                room.Quantiles.Slice(r * Patch * Levels, Patch * Levels));
        }

        quantiles.Value.Write(room.Quantiles);
        tape.Record(Backward, [quantiles], [outputs, tape.Constant(bases)], new TapeEntry { Context = room });
        return quantiles;
    }

    private static void Backward(in TapeEntry entry)
    {
        var room = (MixtureRoom)entry.Context!;
        Tensor outputs = entry.Value(1), gradient = entry.Gradient(1);
        int rows = outputs.Shape[0];
        room.Need(rows);
        outputs.Read(room.Outputs);
        entry.Value(2).Read(room.Bases);
        entry.Gradient(0).Read(room.Quantiles);
        gradient.Read(room.Gradient);
        for (int r = 0; r < rows; r++)
        {
            Backward(
                room.Outputs.Slice(r * Outputs, Outputs), room.Bases.Slice(r * Bases * Patch, Bases * Patch),
                room.Quantiles.Slice(r * Patch * Levels, Patch * Levels),
                room.Gradient.Slice(r * Outputs, Outputs));
        }

        gradient.Write(room.Gradient);
    }

    /// <summary>One row, see the remarks.</summary>
    /// <param name="outputs">[<see cref="Outputs"/>].</param>
    /// <param name="bases">[B, P], NaN for a base that is not there.</param>
    /// <param name="quantiles">[P, <see cref="Levels"/>].</param>
    public static void Forward(ReadOnlySpan<float> outputs, ReadOnlySpan<float> bases, Span<float> quantiles)
    {
        Span<float> shares = stackalloc float[Bases];
        Shares(outputs, bases, shares);
        for (int p = 0; p < Patch; p++)
        {
            float median = outputs[Bases + p];
            for (int b = 0; b < Bases; b++)
            {
                median += shares[b] > 0 ? shares[b] * bases[(b * Patch) + p] : 0;
            }

            Span<float> row = quantiles.Slice(p * Levels, Levels);
            ReadOnlySpan<float> distances = outputs.Slice(Bases + Patch + (p * Distances), Distances);
            row[Side] = median;
            for (int k = 0; k < Side; k++)
            {
                row[Side - 1 - k] = row[Side - k] - Softplus(distances[k]);
                row[Side + 1 + k] = row[Side + k] + Softplus(distances[Side + k]);
            }
        }
    }

    private static void Backward(
        ReadOnlySpan<float> outputs, ReadOnlySpan<float> bases, ReadOnlySpan<float> quantiles, Span<float> gradient)
    {
        Span<float> shares = stackalloc float[Bases], toShares = stackalloc float[Bases];
        Shares(outputs, bases, shares);
        toShares.Clear();
        for (int p = 0; p < Patch; p++)
        {
            ReadOnlySpan<float> row = quantiles.Slice(p * Levels, Levels);
            int first = Bases + Patch + (p * Distances);
            float below = 0, above = 0;
            for (int k = Side - 1; k >= 0; k--)
            {
                below += row[Side - 1 - k];
                above += row[Side + 1 + k];
                gradient[first + k] -= below * Logistic(outputs[first + k]);
                gradient[first + Side + k] += above * Logistic(outputs[first + Side + k]);
            }

            float median = row[Side] + below + above;
            gradient[Bases + p] += median;
            for (int b = 0; b < Bases; b++)
            {
                toShares[b] += shares[b] > 0 ? median * bases[(b * Patch) + p] : 0;
            }
        }

        float mean = 0;
        for (int b = 0; b < Bases; b++)
        {
            mean += shares[b] * toShares[b];
        }

        for (int b = 0; b < Bases; b++)
        {
            gradient[b] += shares[b] * (toShares[b] - mean);
        }
    }

    // The soft-max over the bases that are there; 0 for the others.
    private static void Shares(ReadOnlySpan<float> outputs, ReadOnlySpan<float> bases, Span<float> shares)
    {
        float most = float.NegativeInfinity, sum = 0;
        for (int b = 0; b < Bases; b++)
        {
            most = float.IsNaN(bases[b * Patch]) ? most : Math.Max(most, outputs[b]);
        }

        for (int b = 0; b < Bases; b++)
        {
            shares[b] = float.IsNaN(bases[b * Patch]) ? 0 : MathF.Exp(outputs[b] - most);
            sum += shares[b];
        }

        for (int b = 0; b < Bases; b++)
        {
            shares[b] /= sum;
        }
    }

    private static float Softplus(float x) => x > 15 ? x : MathF.Log(1 + MathF.Exp(x));

    private static float Logistic(float x) => 1 / (1 + MathF.Exp(-x));
}
