using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>Leaves out the units of LSTM layers that contribute least.</summary>
/// <remarks>
/// A pruned unit's rows in W, R and b and its column in R become zero: from a zero state its cell and output stay zero
/// for ever, and in 8 bits its rows and its column in R are neither stored nor
/// computed. Layers of one width in a network lose the same units, so that a decoder that starts from its encoder's
/// state starts those from zero.
/// </remarks>
internal static class LayerPruning
{
    /// <summary>Prunes a share of the units of every plain LSTM.</summary>
    /// <remarks>
    /// The contribution of a unit is the squared norm of its outgoing weights: of its column in each matrix of the
    /// network that has one column per unit, such as R, the next layer's W and
    /// the last map. Each is divided by the squared norm of the matrix, then summed. Ties go to the unit with the
    /// higher number.
    /// </remarks>
    /// <param name="network">A built network; its values change.</param>
    /// <param name="share">Above 0 and below 1; this share of the units of each layer is pruned, rounded down.</param>
    /// <returns>How many units of how many were pruned, all layers together.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The share is out of range.</exception>
    public static (int Pruned, int Units) PruneUnits(this Layer network, double share)
    {
        Require(network, share);
        (int pruned, int all) = (0, 0);
        foreach (IGrouping<int, Lstm> layers in PlainLstms(network).GroupBy(l => l.OutputSize))
        {
            int units = layers.Key, count = PrunedOf(units, share);
            double[] contributions = Contributions(network, units);
            int[] least =
            [
                .. Enumerable.Range(0, units).OrderBy(u => contributions[u]).ThenByDescending(u => u).Take(count),
            ];
            foreach (Lstm layer in layers)
            {
                layer.Prune(least);
                pruned += count;
                all += units;
            }
        }

        return (pruned, all);
    }

    /// <summary>How many units <see cref="PruneUnits"/> would prune; nothing changes.</summary>
    /// <param name="network">A network.</param>
    /// <param name="share">As for PruneUnits.</param>
    /// <returns>How many units of how many, all layers together.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The share is out of range.</exception>
    public static (int Pruned, int Units) CountPrunedUnits(this Layer network, double share)
    {
        Require(network, share);
        int[] widths = [.. PlainLstms(network).Select(l => l.OutputSize)];
        return (widths.Sum(units => PrunedOf(units, share)), widths.Sum());
    }

    private static void Require(Layer network, double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(share, 1);
    }

    /// <summary>
    /// Rounded down as the share is written: 0.29 of 100 are 29, though the product of doubles is less.
    /// </summary>
    private static int PrunedOf(int units, double share) => (int)((decimal)share * units);

    private static double[] Contributions(Layer network, int units)
    {
        var sums = new double[units];
        foreach (Parameter matrix in network.QuantizableParameters().Where(p => p.Shape[1] == units))
        {
            float[] values = matrix.Value.ToArray();
            double total = 0;
            var columns = new double[units];
            for (int k = 0; k < values.Length; k++)
            {
                double square = (double)values[k] * values[k];
                columns[k % units] += square;
                total += square;
            }

            for (int u = 0; u < units && total > 0; u++)
            {
                sums[u] += columns[u] / total;
            }
        }

        return sums;
    }

    private static IEnumerable<Lstm> PlainLstms(Layer layer) =>
        (layer is Lstm { IsPlain: true } lstm ? [lstm] : Enumerable.Empty<Lstm>())
            .Concat(layer.Layers.SelectMany(PlainLstms));
}
