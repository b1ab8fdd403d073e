using Carousel.Jobs.Statistics;

namespace Carousel.Anomalies;

/// <summary>
/// What other channels of a row say of a channel, such as a flow and a vibration that follow the same load: what is
/// left of the channel without it moves less. Kept in the model file.
/// </summary>
/// <param name="Channels">The other channels.</param>
/// <param name="Weights">How far the channel moves with each, both in robust units.</param>
internal sealed record ChannelPeers(IReadOnlyList<int> Channels, IReadOnlyList<double> Weights)
{
    private const int MostPeers = 8;
    private const double Ridge = 1e-3, MostLeft = 0.8;

    /// <summary>No others.</summary>
    public static ChannelPeers None { get; } = new([], []);

    /// <summary>Whether the numbers fit the number of channels; checks data from a file.</summary>
    /// <param name="channels">C.</param>
    public bool Fits(int channels) => Channels is not null && Weights is not null && Channels.Count == Weights.Count
        && Channels.All(c => c >= 0 && c < channels) && Weights.All(double.IsFinite);

    /// <summary>What others say of a channel in a row.</summary>
    /// <param name="units">[C]: the row in robust units; NaN is a gap.</param>
    /// <returns>In robust units of the channel; NaN where one of them is away.</returns>
    public double Of(ReadOnlySpan<double> units)
    {
        double sum = 0;
        for (int k = 0; k < Channels.Count; k++)
        {
            sum += Weights[k] * units[Channels[k]];
        }

        return sum;
    }

    /// <summary>
    /// The peers of each channel, by a ridge regression of fast movements on the training rows; none if its residuals
    /// on the validation rows are too large.
    /// </summary>
    /// <param name="units">[C][L]: in robust units; NaN is a gap.</param>
    /// <param name="span">Slower movements, over more than this number of rows, do not count.</param>
    /// <param name="fresh">The first validation row.</param>
    public static ChannelPeers[] Of(double[][] units, int span, int fresh)
    {
        double[][] moves = [.. units.Select(u => ChannelUsual.Moves(u, span).ToArray())];
        var products = new double[moves.Length, moves.Length];
        int[] known = [.. Enumerable.Range(0, fresh).Where(r => moves.All(m => double.IsFinite(m[r])))];
        for (int a = 0; a < moves.Length; a++)
        {
            for (int b = 0; b <= a; b++)
            {
                products[a, b] = products[b, a] = known.Sum(r => moves[a][r] * moves[b][r]);
            }
        }

        return [.. Enumerable.Range(0, moves.Length).Select(c => Of(moves, products, c, known.Length, fresh))];
    }

    private static ChannelPeers Of(double[][] moves, double[,] products, int channel, int rows, int fresh)
    {
        int[] peers =
        [
            .. Enumerable.Range(0, moves.Length).Where(o => o != channel && products[o, o] > 0)
                .OrderByDescending(o => Math.Abs(products[channel, o]) / Math.Sqrt(products[o, o])).Take(MostPeers),
        ];
        if (peers.Length == 0 || rows == 0 || !(products[channel, channel] > 0))
        {
            return None;
        }

        var matrix = new double[peers.Length, peers.Length];
        for (int i = 0; i < peers.Length; i++)
        {
            for (int j = 0; j < peers.Length; j++)
            {
                matrix[i, j] = products[peers[i], peers[j]] * (i == j ? 1 + Ridge : 1);
            }
        }

        double[] weights = CholeskyFactors.OfSemidefinite(matrix)
            .Solve([.. peers.Select(o => products[channel, o])]);
        var found = new ChannelPeers(peers, weights);
        (double left, double all) = (0, 0);
        var row = new double[moves.Length];
        for (int r = fresh; r < moves[channel].Length; r++)
        {
            for (int c = 0; c < row.Length; c++)
            {
                row[c] = moves[c][r];
            }

            double rest = row[channel] - found.Of(row);
            (left, all) = double.IsNaN(rest) ? (left, all) : (left + Math.Abs(rest), all + Math.Abs(row[channel]));
        }

        return left < MostLeft * all ? found : None;
    }
}
